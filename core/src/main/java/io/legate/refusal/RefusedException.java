package io.legate.refusal;

import java.util.List;

/// A request that is refused. Nothing was charged and nothing but this refusal was recorded.
///
/// The message is one sentence for the caller: what to fix, in the words of the wire, nothing
/// internal.
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final transient List<Detail> details;
  private final boolean aboutAgent;
  private final boolean ofStranger;

  public RefusedException(Code code, String sentence) {
    this(code, sentence, List.of());
  }

  public RefusedException(Code code, String sentence, List<Detail> details) {
    this(code, sentence, details, false, false);
  }

  private RefusedException(
      Code code, String sentence, List<Detail> details, boolean aboutAgent, boolean ofStranger) {
    super(sentence);
    this.code = code;
    this.details = List.copyOf(details);
    this.aboutAgent = aboutAgent;
    this.ofStranger = ofStranger;
  }

  /// Returns the same refusal, said of the evidence that a resource server passed on for an agent,
  /// and not of the caller.
  public RefusedException ofAgent() {
    return new RefusedException(code, sentence(), details, true, ofStranger);
  }

  /// Returns the same refusal, said of a caller that is not registered at this broker. One whose
  /// configuration is newer may know it.
  public RefusedException ofStranger() {
    return new RefusedException(code, sentence(), details, aboutAgent, true);
  }

  /// Whether the caller is not registered here. That is for brokers among each other: the caller
  /// itself is told nothing of it.
  public boolean isOfStranger() {
    return ofStranger;
  }

  /// Whether it is the agent's evidence that was refused, and not the caller's own.
  public boolean isAboutAgent() {
    return aboutAgent;
  }

  /// The stable code.
  public Code code() {
    return code;
  }

  /// The sentence for the caller.
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /// Every single thing that is wrong, where there is more to say than the sentence.
  public List<Detail> details() {
    return details;
  }

  /// One thing that is wrong.
  ///
  /// @param pointer JSON pointer into what was sent, such as `/authorization_details/0/actions`
  /// @param reason stable, lower case with underscores
  /// @param sentence for people
  public record Detail(String pointer, String reason, String sentence) {}
}
