package import Diagnostics

/// Why a file could not be read, in the user's words.
package struct UnreadableFile: Error, Hashable {
  package let diagnostic: Diagnostic

  package init(diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}
