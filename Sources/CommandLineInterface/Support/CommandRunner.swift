import ArgumentParser

/// Runs a command's body, and turns how it ends into what is printed and the exit code.
enum CommandRunner {
  static func run(
    _ color: ColorOptions, format: OutputFormat = .text, _ body: (Console) throws -> ExitStatus
  ) throws {
    let console = Console(color.color, format: format)
    try run(console) { try body(console) }
  }

  static func run(_ console: Console, _ body: () throws -> ExitStatus) throws {
    let status: ExitStatus
    do {
      status = try body()
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
