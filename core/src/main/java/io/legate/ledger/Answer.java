package io.legate.ledger;

/// What a decider came to: an answer, or how it refused. Held back until what it rests on is
/// committed.
sealed interface Answer<R, X extends Exception> {

  /// Answers or refuses.
  R give() throws X;

  /// Lets the decider decide, and keeps what it came to.
  static <S, C, R, X extends Exception> Answer<R, X> of(
      Decider<S, C, R, X> decider, Turn<S, C> turn) {
    try {
      return new Given<>(decider.decide(turn));
    } catch (Exception e) {
      @SuppressWarnings("unchecked") // the decider declares no other checked exception
      X refusal = (X) e;
      return new Refused<>(refusal);
    }
  }

  /// An answer.
  record Given<R, X extends Exception>(R answer) implements Answer<R, X> {
    @Override
    public R give() {
      return answer;
    }
  }

  /// A refusal, with which nothing of the turn is recorded.
  record Refused<R, X extends Exception>(X why) implements Answer<R, X> {
    @Override
    public R give() throws X {
      throw why;
    }
  }
}
