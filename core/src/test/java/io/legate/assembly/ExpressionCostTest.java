package io.legate.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.boundary.BoundaryLimits;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.ledger.MemoryLedger;
import io.legate.policy.Catalogue;
import io.legate.policy.Condition;
import io.legate.policy.Condition.Truth;
import io.legate.policy.Conditions;
import io.legate.policy.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An agent writes as many permissions for one action as it likes, with as many expressions; what
/// one decision evaluates of them is bounded.
class ExpressionCostTest {

  private final List<String> evaluated = new ArrayList<>();
  private final Site site;

  ExpressionCostTest() throws Exception {
    var clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    site =
        new Site(
            clock,
            new MemoryLedger(clock),
            BoundaryLimits.DEFAULT,
            Site.BOUNDS,
            new Noting(),
            SitePolicy.with(Json.Obj.EMPTY));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void anExpressionIsEvaluatedOnceOnHoweverManyPaths() throws Exception {
    IssuedInstance held = held(30, path -> "['no', 'never']");
    assertThat(pay(held)).isEqualTo(Outcome.DENY);
    assertThat(evaluated).containsExactlyInAnyOrder("no", "never");
  }

  @Test
  void oneDecisionEvaluatesSoManyExpressionsAndNoMore() throws Exception {
    IssuedInstance held =
        held(
            20,
            path ->
                IntStream.range(0, 10)
                    .mapToObj(i -> "'" + path + "/" + i + "'")
                    .collect(Collectors.joining(",", "[", "]")));
    assertThat(pay(held)).isEqualTo(Outcome.DENY);
    assertThat(evaluated).hasSize(128);
  }

  private IssuedInstance held(int paths, java.util.function.IntFunction<String> conditions)
      throws Exception {
    String permission =
        """
        {"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
         "resources":["erp://acme/*"]%s}
        """;
    String root =
        permission.formatted(
            ",\"delegation\":{\"max_depth\":2,\"allowed_delegates\":[{\"sub\":\"action\"}]}");
    String leaf =
        IntStream.range(0, paths)
            .mapToObj(i -> permission.formatted(",\"conditions\":" + conditions.apply(i)))
            .collect(Collectors.joining(",", "[", "]"))
            .replace('\'', '"');
    var task = site.open("orchestrator", "[" + root + "]");
    var hop = site.delegate("orchestrator", task.token(), "action", leaf);
    return site.renew("action", hop, Site.ERP);
  }

  private Outcome pay(IssuedInstance held) throws Exception {
    return Site.outcome(
        site.authorize("action", held, "payments.create", "erp://acme/inv-1", "{}"));
  }

  /// No expression holds, and each that is evaluated is noted.
  private final class Noting implements Conditions {
    @Override
    public Condition compile(String text, Scope scope, Catalogue catalogue) {
      return new Noted(text, evaluated);
    }
  }

  private record Noted(String text, List<String> evaluated) implements Condition {
    @Override
    public Truth test(Facts facts) {
      evaluated.add(text);
      return new Truth.DoesNot();
    }
  }
}
