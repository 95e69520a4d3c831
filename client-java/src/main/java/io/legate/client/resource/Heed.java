package io.legate.client.resource;

import java.time.Duration;

/// How a server heeds what it hears of revocations.
///
/// @param ageMax how old its knowledge may be before it verifies nothing any more
/// @param known what becomes of a call that is known to be revoked or held
public record Heed(Duration ageMax, Known known) {

  /// Half a minute: long enough for a broker to be started again, a tenth of what a token lives.
  /// What is known to be revoked is refused.
  public static final Heed DEFAULT = new Heed(Duration.ofSeconds(30), Known.REFUSE);

  public Heed {
    if (!ageMax.isPositive()) {
      throw new IllegalArgumentException("knowledge has some age always");
    }
  }

  /// What becomes of a call that is known to be revoked or held.
  public enum Known {
    /// It is refused at once. Nothing is recorded of it.
    REFUSE,
    /// It is verified as what it is ([VerifiedCall#standing]), for a server that asks the broker
    /// about every action: so the refusal is the broker's own, with its reason, and on its record.
    /// What was released a moment ago is not refused by mistake.
    ASK
  }
}
