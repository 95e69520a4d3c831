package io.legate.edge.badinput;

import static io.legate.edge.badinput.Story.newKey;
import static io.legate.edge.badinput.Story.signed;
import static io.legate.refusal.Code.INVALID_CLIENT;
import static io.legate.refusal.Code.INVALID_DPOP_PROOF;
import static io.legate.refusal.Code.INVALID_REQUEST;
import static io.legate.refusal.Code.INVALID_SCOPE;
import static io.legate.refusal.Code.INVALID_TARGET;
import static io.legate.refusal.Code.UNAUTHORIZED_CLIENT;

import io.legate.assembly.Site;
import io.legate.crypto.Typ;
import io.legate.dpop.ProofMaker.Target;
import io.legate.edge.badinput.BadExchange.Making;
import io.legate.exchange.ExchangeRequest;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.refusal.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The table: what is wrong with the proof, with client authentication, and with what is presented
/// and asked for. [BadStatements] goes on with statements.
final class BadExchanges {

  private final List<BadExchange> rows = new ArrayList<>();

  private BadExchanges() {}

  static Stream<BadExchange> all() {
    var table = new BadExchanges();
    table.proofs();
    table.clientAuthentication();
    table.subjectTokens();
    table.targets();
    return Stream.of(table.rows, BadStatements.rows(), BadBoundaries.rows()).flatMap(List::stream);
  }

  private void row(String name, Code code, Making making) {
    rows.add(new BadExchange(name, code, making));
  }

  private void proofs() {
    row("no proof", INVALID_DPOP_PROOF, story -> story.good().withProofs());
    row(
        "two proofs",
        INVALID_DPOP_PROOF,
        story -> story.good().withProofs(story.proof("analysis"), story.proof("analysis")));
    row("a proof that is none", INVALID_DPOP_PROOF, story -> story.good().withProofs("x"));
    row(
        "an assertion as the proof",
        INVALID_DPOP_PROOF,
        story -> story.good().withProofs(story.site.assertion("analysis")));
    row(
        "a proof with another signature",
        INVALID_DPOP_PROOF,
        story -> story.good().withProofs(tampered(story.proof("analysis"))));
    proof(
        "a proof for another address",
        story -> Target.of("POST", "https://elsewhere.test/oauth2/token"),
        Duration.ZERO);
    proof(
        "a proof for another method", story -> Target.of("GET", story.here().uri()), Duration.ZERO);
    proof("an old proof", Story::here, Duration.ofSeconds(-61));
    proof("a proof from the future", Story::here, Duration.ofSeconds(12));
    proof(
        "a proof of a token that is not sent",
        story -> story.here().withToken(story.research().token()),
        Duration.ZERO);
    row(
        "a proof that was used before",
        INVALID_DPOP_PROOF,
        story -> {
          Attempt first = story.good();
          story.carryOut(first);
          return story.good().withProofs(first.proofs().getFirst());
        });
    row(
        "a proof by another client's key",
        INVALID_DPOP_PROOF,
        story -> story.good().withProofs(story.proof("other")));
    row(
        "a proof by another key than the statement names",
        INVALID_REQUEST,
        story -> story.good().withProofs(story.proof(newKey(), story.here(), Duration.ZERO)));
    row(
        "a proof by a key that nobody named or registered",
        INVALID_REQUEST,
        story ->
            story
                .presenting(story.statement(claims -> claims.remove("cnf")))
                .withProofs(story.proof(newKey(), story.here(), Duration.ZERO)));
  }

  private interface Aim {
    Target at(Story story);
  }

  private void proof(String name, Aim aim, Duration ahead) {
    row(
        name,
        INVALID_DPOP_PROOF,
        story ->
            story
                .good()
                .withProofs(story.proof(story.site.signer("analysis"), aim.at(story), ahead)));
  }

  private void clientAuthentication() {
    row("no assertion", INVALID_CLIENT, story -> story.good().withAssertion(""));
    row("an assertion that is none", INVALID_CLIENT, story -> story.good().withAssertion("x.y.z"));
    row(
        "an assertion with another signature",
        INVALID_CLIENT,
        story -> story.good().withAssertion(tampered(story.site.assertion("analysis"))));
    row(
        "an assertion that was used before",
        INVALID_CLIENT,
        story -> {
          Attempt first = story.good();
          story.carryOut(first);
          return story.good().withAssertion(first.assertion());
        });
    assertion("an assertion by another client's key", "other", Site.ISSUER, 60);
    assertion("an assertion for another server", "analysis", "https://elsewhere.test", 60);
    assertion("an expired assertion", "analysis", Site.ISSUER, -1);
    assertion("an assertion that lasts too long", "analysis", Site.ISSUER, 600);
    row(
        "a statement as the assertion",
        INVALID_CLIENT,
        story -> story.good().withAssertion(story.statement(_ -> {})));
    row(
        "an access token beside the assertion",
        INVALID_CLIENT,
        story -> story.good().withAuthorization("DPoP " + story.research().token()));
    row(
        "a resource server that exchanges",
        UNAUTHORIZED_CLIENT,
        story -> story.presenting("rs:erp", story.statement(_ -> {}), ExchangeRequest.JWT));
  }

  /// @param seconds from now until it expires
  private void assertion(String name, String signer, String audience, long seconds) {
    row(
        name,
        INVALID_CLIENT,
        story -> {
          var claims =
              Json.Obj.with("iss", "analysis")
                  .with("sub", "analysis")
                  .with("aud", audience)
                  .with("iat", story.secondsFromNow(Math.min(0, seconds - 60)))
                  .with("exp", story.secondsFromNow(seconds))
                  .with("jti", Uuid7.at(story.site.clock.instant()).toString())
                  .build();
          return story
              .good()
              .withAssertion(signed(story.site.signer(signer), Typ.CLIENT_AUTHENTICATION, claims));
        });
  }

  private void subjectTokens() {
    row("no subject token", INVALID_REQUEST, story -> story.good().with("subject_token", ""));
    row("no type", INVALID_REQUEST, story -> story.good().with("subject_token_type", ""));
    row("a token that is none", INVALID_REQUEST, story -> story.presenting("x"));
    row("a token of five parts", INVALID_REQUEST, story -> story.presenting("e30.e30.e30.e30.e30"));
    row(
        "a token that is too long",
        INVALID_REQUEST,
        story -> story.presenting("e30." + "e30".repeat(8_000) + ".e30"));
    row(
        "a statement said to be an access token",
        INVALID_REQUEST,
        story -> story.good().with("subject_token_type", ExchangeRequest.ACCESS_TOKEN));
    row(
        "an access token said to be a statement",
        INVALID_REQUEST,
        story -> story.presenting("research", story.research().token(), ExchangeRequest.JWT));
    row(
        "another client's token",
        INVALID_REQUEST,
        story ->
            story.presenting("analysis", story.research().token(), ExchangeRequest.ACCESS_TOKEN));
    row(
        "another client's token with a proof by its holder's key",
        INVALID_DPOP_PROOF,
        story ->
            story
                .presenting("analysis", story.research().token(), ExchangeRequest.ACCESS_TOKEN)
                .withProofs(story.proof("research")));
    row(
        "a token with another signature",
        INVALID_REQUEST,
        story ->
            story.presenting(
                "research", tampered(story.research().token()), ExchangeRequest.ACCESS_TOKEN));
    row(
        "an expired token",
        INVALID_REQUEST,
        story -> {
          String expired = story.expire().token();
          return story.presenting("research", expired, ExchangeRequest.ACCESS_TOKEN);
        });
    row(
        "an API token",
        INVALID_REQUEST,
        story -> {
          String token =
              story.site.use.apiTokens().issue(story.site.caller("analysis"), null).token();
          return story.presenting("analysis", token, ExchangeRequest.ACCESS_TOKEN);
        });
    row(
        "an actor beside a statement",
        INVALID_REQUEST,
        story ->
            story
                .good()
                .with("actor_token", story.research().token())
                .with("actor_token_type", ExchangeRequest.ACCESS_TOKEN));
    row(
        "an actor without a type",
        INVALID_REQUEST,
        story -> story.good().with("actor_token", story.research().token()));
    row(
        "a wish for another kind of token",
        INVALID_REQUEST,
        story -> story.good().with("requested_token_type", ExchangeRequest.JWT));
  }

  private void targets() {
    row(
        "an unknown target",
        INVALID_TARGET,
        story -> story.good().with("audience", "https://nowhere.test"));
    row(
        "a target that the boundary does not reach",
        INVALID_TARGET,
        story -> story.good().with("audience", Site.CRM));
    row(
        "an agent that may not be addressed",
        INVALID_TARGET,
        story -> story.good().with("audience", "other"));
    row(
        "two targets",
        INVALID_TARGET,
        story -> story.good().with("audience", Site.ERP).with("resource", Site.CRM));
    row("more scope", INVALID_SCOPE, story -> story.good().with("scope", "task everything"));
  }

  /// The same token with the first bits of its signature turned: still well-formed.
  static String tampered(String token) {
    int at = token.lastIndexOf('.') + 1;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }
}
