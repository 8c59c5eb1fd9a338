import ArgumentParser

/// Runs a command's body, and turns how it ends into what is printed and the exit code.
enum CommandRunner {
  static func run(_ color: ColorOptions, _ body: (Console) throws -> ExitStatus) throws {
    let console = Console(color.color)
    let status: ExitStatus
    do {
      status = try body(console)
    } catch let failure as CommandFailure {
      FailureView(console: console).show(failure)
      status = failure.status
    } catch let error as ExitCode {
      throw error
    } catch {
      FailureView(console: console).show(CommandFailure(.failure, "\(error)"))
      status = .failure
    }
    throw status.exitCode
  }
}
