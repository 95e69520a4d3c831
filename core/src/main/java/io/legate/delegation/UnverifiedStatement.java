package io.legate.delegation;

import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.crypto.Typ;
import io.legate.delegation.StatementException.Reason;

/// A delegation statement that is well formed and **not verified**: enough to look up the hop that
/// it claims to come from, and nothing more.
public final class UnverifiedStatement {

  private final CompactJws jws;
  private final StatementClaims claims;

  private UnverifiedStatement(CompactJws jws, StatementClaims claims) {
    this.jws = jws;
    this.claims = claims;
  }

  /// Reads a statement: form, class, algorithm, claims.
  ///
  /// @throws StatementException with the first thing that is wrong
  public static UnverifiedStatement parse(String text) throws StatementException {
    CompactJws jws;
    try {
      jws = CompactJws.parse(text, CompactJws.Form.TOKEN);
    } catch (MalformedTokenException e) {
      throw new StatementException(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
    return of(jws);
  }

  /// Reads a statement from a token that was parsed already.
  ///
  /// @throws StatementException with the first thing that is wrong
  public static UnverifiedStatement of(CompactJws jws) throws StatementException {
    if (!Typ.DELEGATION.isOf(jws)) {
      throw new StatementException(Reason.TYP);
    }
    boolean accepted =
        switch (jws.algorithm()) {
          case ES256, EDDSA -> true;
          case RS256 -> false;
        };
    if (!accepted) {
      throw new StatementException(Reason.ALGORITHM);
    }
    return new UnverifiedStatement(jws, StatementClaims.parse(jws.payload()));
  }

  /// What it says, on nobody's word yet.
  public StatementClaims claims() {
    return claims;
  }

  CompactJws jws() {
    return jws;
  }

  @Override
  public String toString() {
    return "unverified statement " + jws.signingInputHash();
  }
}
