package io.legate.edge.badinput;

import static io.legate.refusal.Code.ACCESS_DENIED;
import static io.legate.refusal.Code.INVALID_AUTHORIZATION_DETAILS;
import static io.legate.refusal.Code.INVALID_REQUEST;

import io.legate.assembly.Site;
import io.legate.edge.badinput.BadExchange.Making;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.refusal.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The table's rows about statements: whose they are, what they rest on, when, and how deep.
final class BadStatements {

  private final List<BadExchange> rows = new ArrayList<>();

  private BadStatements() {}

  static List<BadExchange> rows() {
    var table = new BadStatements();
    table.parties();
    table.spliced();
    table.times();
    table.depths();
    table.standing();
    table.forms();
    return table.rows;
  }

  private void row(String name, Code code, Making making) {
    rows.add(new BadExchange(name, code, making));
  }

  private void claim(String name, String claim, Json value) {
    claims(name, claims -> claims.put(claim, value));
  }

  private void claims(String name, Consumer<Map<String, Json>> change) {
    row(name, INVALID_REQUEST, story -> story.presenting(story.statement(change)));
  }

  private void parties() {
    claim("a statement for another delegate", "sub", new Json.Str("action"));
    claim("a statement for another server", "aud", new Json.Str("https://elsewhere.test"));
    claim("a statement in the name of the opener", "iss", new Json.Str("orchestrator"));
    row(
        "a statement for another key",
        INVALID_REQUEST,
        story -> {
          String other = story.site.key("other").thumbprint().value();
          var cnf = Json.Obj.with("jkt", other).build();
          return story.presenting(story.statement(claims -> claims.put("cnf", cnf)));
        });
    row(
        "a statement by another key than the hop's",
        INVALID_REQUEST,
        story -> story.presenting(story.statement(story.site.signer("orchestrator"), _ -> {})));
    row(
        "a statement by the delegate itself",
        INVALID_REQUEST,
        story -> story.presenting(story.statement(story.site.signer("analysis"), _ -> {})));
    row(
        "a statement with another signature",
        INVALID_REQUEST,
        story -> story.presenting(BadExchanges.tampered(story.statement(_ -> {}))));
  }

  private void spliced() {
    claim("a parent that is nothing", "par_hash", new Json.Str("A".repeat(43)));
    rests("the parent's own token as parent", story -> story.task.token());
    rests("the token of a hop beside as parent", Story::beside);
    rests(
        "a token of another task as parent",
        story -> {
          var other = story.site.open("orchestrator", Story.BOUNDARY);
          return story.site.delegate("orchestrator", other.token(), "research", Story.BOUNDARY);
        });
    rests(
        "an addressed token as parent",
        story -> story.site.renew("research", story.research(), "analysis"));
    row(
        "a parent of this task said to be of another",
        INVALID_REQUEST,
        story -> {
          var other = story.site.open("orchestrator", Story.BOUNDARY);
          var txn = new Json.Str(other.token().task().toString());
          return story.presenting(story.statement(claims -> claims.put("txn", txn)));
        });
    claim("no such task", "txn", new Json.Str("01890a5d-ac96-774b-bcce-b302099a8057"));
  }

  private interface Parent {
    IssuedInstance of(Story story) throws Exception;
  }

  private void rests(String name, Parent parent) {
    row(
        name,
        INVALID_REQUEST,
        story -> {
          var hash = new Json.Str(Site.hash(parent.of(story)));
          return story.presenting(story.statement(claims -> claims.put("par_hash", hash)));
        });
  }

  private void times() {
    time("an expired statement", "iat", -301, "exp", -1);
    time("a statement that expires now", "iat", -60, "exp", 0);
    time("a statement from the future", "iat", 12, "exp", 200);
    time("a statement that is good for too long", "iat", 0, "exp", 301);
    time("a hop that has ended", "iat", 0, "hop_exp", -1);
    time("a hop that outlives its parent", "iat", 0, "hop_exp", 2 * 3_600 + 1);
  }

  private void time(String name, String one, long oneSeconds, String other, long otherSeconds) {
    row(
        name,
        INVALID_REQUEST,
        story ->
            story.presenting(
                story.statement(
                    claims -> {
                      claims.put(one, story.secondsFromNow(oneSeconds));
                      claims.put(other, story.secondsFromNow(otherSeconds));
                    })));
  }

  private void depths() {
    claim("a bound that is deeper than the parent's", "del_max_depth", new Json.Num("5"));
    claim("a bound above the hop itself", "del_max_depth", new Json.Num("1"));
    claim("a bound that is no depth", "del_max_depth", new Json.Num("99"));
    row(
        "a chain deeper than its task allows",
        INVALID_REQUEST,
        story -> {
          var site = story.site;
          var shallow = site.open("orchestrator", Story.BOUNDARY, site.requestId(), 1);
          var hop = site.delegate("orchestrator", shallow.token(), "research", Story.BOUNDARY);
          return story.presenting(site.statement("research", hop, "analysis", Story.BOUNDARY));
        });
    row(
        "a cycle",
        INVALID_REQUEST,
        story -> {
          String back =
              story.site.statement("research", story.research(), "orchestrator", Story.BOUNDARY);
          return story.presenting("orchestrator", back, ExchangeRequest.JWT);
        });
    row(
        "a delegator that delegates to itself",
        INVALID_REQUEST,
        story -> {
          String back =
              story.site.statement("research", story.research(), "research", Story.BOUNDARY);
          return story.presenting("research", back, ExchangeRequest.JWT);
        });
    row(
        "a delegate that policy entitles to nothing",
        INVALID_AUTHORIZATION_DETAILS,
        story -> {
          String statement =
              story.site.statement("research", story.research(), "other", Story.BOUNDARY);
          return story.presenting("other", statement, ExchangeRequest.JWT);
        });
  }

  private void standing() {
    stopped("a revoked ancestor", INVALID_REQUEST, Story::revokeResearch);
    stopped("a suspended ancestor", INVALID_REQUEST, Story::suspendResearch);
    stopped("a delegate that was revoked below", ACCESS_DENIED, Story::revokeAnalysis);
    row(
        "a statement that another key redeemed",
        INVALID_REQUEST,
        story -> {
          String statement = story.statement(claims -> claims.remove("cnf"));
          story.carryOut(story.presenting(statement));
          return story
              .presenting(statement)
              .withProofs(story.proof(Story.newKey(), story.here(), java.time.Duration.ZERO));
        });
  }

  private interface Stopping {
    void stop(Story story) throws Exception;
  }

  private void stopped(String name, Code code, Stopping stopping) {
    row(
        name,
        code,
        story -> {
          Attempt attempt = story.good();
          stopping.stop(story);
          return attempt;
        });
  }

  private void forms() {
    claim("an unknown claim", "resource", new Json.Str("x"));
    claim("an audience that is a list", "aud", Json.Arr.ofStrings(List.of(Site.ISSUER)));
    for (String name : List.of("iss", "sub", "aud", "txn", "par_hash", "hop_exp", "iat", "exp")) {
      claims("a statement without `" + name + "`", claims -> claims.remove(name));
    }
    row(
        "a claim that stands twice",
        INVALID_REQUEST,
        story -> {
          String payload = Jcs.text(story.claims(_ -> {}));
          return story.presenting(
              story.written(payload.replaceFirst("\\{", "{\"iss\":\"research\",")));
        });
    row(
        "a statement nested too deep",
        INVALID_REQUEST,
        story -> story.presenting(story.written("{\"iss\":" + "[".repeat(4_000))));
  }
}
