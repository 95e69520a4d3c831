package io.legate.authorize;

import io.legate.caller.ProofRefusal;
import io.legate.dpop.DpopException;
import io.legate.dpop.DpopProof;
import io.legate.dpop.DpopVerifier;
import io.legate.dpop.ExpectedRequest;
import io.legate.dpop.ExpectedRequest.BoundToken;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.dpop.HttpUri;
import io.legate.dpop.NoncePolicy;
import io.legate.identity.Client;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.token.ExpectedAudience;
import io.legate.token.TokenException;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedInstance;
import java.time.Instant;
import java.util.List;

/// The agent's token and proof, as a resource server passes them on.
///
/// @param proof verified in all twelve checks but the nonce, which is the resource server's own
record AgentEvidence(VerifiedInstance token, DpopProof proof) {

  /// Verifies what a resource server passes on.
  ///
  /// @throws RefusedException with [Code#INVALID_TOKEN] or [Code#INVALID_DPOP_PROOF]: nothing is
  ///   decided about evidence that does not hold. It says that it is about the agent
  static AgentEvidence verify(
      TokenVerifier tokens, DpopVerifier proofs, Client pep, AuthorizeCommand command, Instant now)
      throws RefusedException {
    requireServed(pep, command.uri());
    VerifiedInstance token = token(tokens, pep, command, now);
    var expected =
        new ExpectedRequest(
            command.method(),
            command.uri(),
            UriRule.NORMALISED,
            new NoncePolicy.NotOurs(),
            new BoundToken(token.textHash(), token.holder()));
    try {
      return new AgentEvidence(token, proofs.verify(List.of(command.proof()), expected, now));
    } catch (DpopException e) {
      throw ProofRefusal.of(e).ofAgent();
    }
  }

  private static VerifiedInstance token(
      TokenVerifier tokens, Client pep, AuthorizeCommand command, Instant now)
      throws RefusedException {
    try {
      String audience = String.valueOf(pep.audience());
      return tokens.verifyInstance(command.token(), ExpectedAudience.of(audience), now);
    } catch (TokenException e) {
      throw new RefusedException(Code.INVALID_TOKEN, String.valueOf(e.getMessage())).ofAgent();
    }
  }

  /// A resource server speaks for its own addresses only.
  private static void requireServed(Client pep, String uri) throws RefusedException {
    // In normal form, as it is compared with the proof: `/a/../b` is not under `/a`.
    String served = HttpUri.normalised(uri);
    for (String base : pep.baseUris()) {
      String tree = HttpUri.normalised(base);
      if (served != null && tree != null && isWithin(served, tree)) {
        return;
      }
    }
    throw new RefusedException(
        Code.INVALID_REQUEST, "`htu` is under none of the addresses registered for the caller");
  }

  private static boolean isWithin(String uri, String tree) {
    return uri.equals(tree) || uri.startsWith(tree.endsWith("/") ? tree : tree + "/");
  }
}
