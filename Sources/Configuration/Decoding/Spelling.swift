/// What a user may have meant by a word that is not there.
package enum Spelling {
  /// The candidate that `word` is a misspelling of, or a foreign name for; nil when none is near.
  package static func suggestion(
    for word: String, among candidates: some Collection<String>
  ) -> String? {
    guard word.utf8.count <= 64 else { return nil }
    let plain = withoutProvider(snakeCase(word))
    if let exact = candidates.first(where: { $0 == plain }) { return exact }
    for meant in foreign[plain] ?? foreign[plain.replacing("_id", with: "")] ?? [] {
      if let match = candidates.first(where: { $0 == meant }) { return match }
    }
    // Every other letter is as near to a single one.
    let limit = plain.utf8.count == 1 ? 0 : max(1, plain.utf8.count / 3)
    let nearest = candidates.lazy
      .filter { abs($0.utf8.count - plain.utf8.count) <= limit && $0.utf8.count <= 64 }
      .map { (candidate: $0, distance: distance(plain, $0)) }
      .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }
    guard let nearest, nearest.distance <= limit else { return nil }
    return nearest.candidate
  }

  /// Made once: a file may hold any number of unknown keys.
  private static let constructs = [
    AnyConstruct(TopologyDeclaration.self), AnyConstruct(VPCDeclaration.self),
    AnyConstruct(SubnetDeclaration.self), AnyConstruct(GatewayLoadBalancerDeclaration.self),
    AnyConstruct(ApplianceGroupDeclaration.self), AnyConstruct(TransitGatewayDeclaration.self),
    AnyConstruct(TransitGatewayAttachmentDeclaration.self),
    AnyConstruct(InstanceDeclaration.self), AnyConstruct(LoadBalancerDeclaration.self),
    AnyConstruct(TargetGroupDeclaration.self), AnyConstruct(InternetDeclaration.self),
  ].map { (noun: $0.noun, keys: Set($0.fields().map(\.name))) }

  /// The construct that has such a key, when this one has not, and how it spells the key.
  static func home(
    of word: String, elsewhereThan names: [String]
  ) -> (noun: String, key: String)? {
    let plain = withoutProvider(snakeCase(word))
    let meant = [plain, plain + "s"] + (foreign[plain] ?? [])
    guard !names.contains(where: { meant.contains($0) }) else { return nil }
    for construct in constructs {
      if let key = meant.first(where: construct.keys.contains) { return (construct.noun, key) }
    }
    return nil
  }

  /// `aws_subnet` -> `subnet`: Terraform names the provider, and sometimes the service.
  private static func withoutProvider(_ word: String) -> String {
    for prefix in ["aws_ec2_", "aws_"] where word.hasPrefix(prefix) && word != prefix {
      return String(word.dropFirst(prefix.count))
    }
    return word
  }

  /// `DestinationCidrBlock`, `destination-cidr-block` -> `destination_cidr_block`.
  private static func snakeCase(_ word: String) -> String {
    var result = ""
    var previousIsLower = false
    for character in word {
      if character.isUppercase, previousIsLower { result += "_" }
      previousIsLower = character.isLowercase || character.isNumber
      result += character == "-" || character == " " ? "_" : character.lowercased()
    }
    return result
  }

  /// The least number of insertions, deletions, substitutions and swaps of neighbours.
  private static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var best = min(
          previous[column + 1] + 1, current[column] + 1, previous[column] + (byte == other ? 0 : 1))
        if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
          best = min(best, beforePrevious[column - 1] + 1)
        }
        current.append(best)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
