package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.boundary.ActionRequest;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Occasion;
import io.legate.edge.EdgeServer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.provenance.Met;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random exchanges over HTTP never issue more than parent ∩ request ∩ policy's ceiling. The oracle
/// knows nothing of containment: it asks each of the four about single actions.
///
/// `-Dlegate.exchanges=100000` is the full count; `-Dlegate.seed` repeats a run.
class AttenuationOverHttpTest {

  private static final int EXCHANGES = Integer.getInteger("legate.exchanges", 300);
  private static final long SEED = Long.getLong("legate.seed", 20261122L);
  private static final int EXCHANGES_PER_TASK = 20;
  private static final int PROBES = 24;
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  private static final List<String> ACTIONS =
      List.of("payments.create", "payments.*", "payments.refund", "vendors.read", "payroll.run");
  private static final List<String> RESOURCES =
      List.of(
          "erp://acme/*", "erp://acme/a/*", "erp://acme/a/1", "erp://acme/b/*", "erp://umbra/*");
  private static final List<String> CONSTRAINTS =
      List.of(
          "{\"constraint_type\":\"decimal\",\"max\":\"%s\"}",
          "{\"constraint_type\":\"decimal\",\"min\":\"5\",\"max\":\"%s\"}",
          "{\"constraint_type\":\"exact\",\"value\":\"%s\"}",
          "{\"constraint_type\":\"wildcard\"}",
          "{\"constraint_type\":\"one_of\",\"values\":[\"7\",\"%s\"]}");
  private static final List<String> AMOUNTS = List.of("5", "10", "50", "100");

  private final Random random = new Random(SEED);

  @Test
  void nothingIsIssuedBeyondParentRequestAndCeiling(@TempDir Path folder) throws Exception {
    int issued = 0;
    int refused = 0;
    try (var server = new EdgeServer(folder)) {
      HttpPeer http = server.http();
      Site site = server.site;
      Party holder = new Party(site, "orchestrator");
      Boundary ceiling = boundary(Site.ALL);
      IssuedInstance root = null;
      Boundary parent = null;
      for (int i = 0; i < EXCHANGES; i++) {
        if (i % EXCHANGES_PER_TASK == 0) {
          String within = random.nextBoolean() ? Site.ALL : stated(true);
          root = site.open("orchestrator", within).token();
          parent = boundary(within);
        }
        String asked = stated(false);
        boolean narrow = random.nextInt(3) == 0;
        var reply =
            http.post(
                "/oauth2/token",
                holder.form(
                    "grant_type",
                    EXCHANGE,
                    "subject_token",
                    root.token(),
                    "subject_token_type",
                    ExchangeRequest.ACCESS_TOKEN,
                    "authorization_details",
                    asked,
                    "narrow",
                    Boolean.toString(narrow)),
                holder.headers());
        String told = "seed " + SEED + ", exchange " + i + ": " + asked + " gave " + reply;
        if (reply.status() != 200) {
          refused++;
          assertThat(reply.status()).as(told).isEqualTo(400);
          assertThat(reply.error()).as(told).isEqualTo("invalid_authorization_details");
          continue;
        }
        issued++;
        Boundary given = boundary(Jcs.text(reply.body().members().get("authorization_details")));
        Boundary request = boundary(asked);
        for (int probe = 0; probe < PROBES; probe++) {
          ActionRequest action = action();
          if (admits(given, action, site)) {
            assertThat(admits(parent, action, site)).as("parent, " + told).isTrue();
            assertThat(admits(request, action, site)).as("request, " + told).isTrue();
            assertThat(admits(ceiling, action, site)).as("ceiling, " + told).isTrue();
          }
        }
      }
    }
    // Else the property would hold of nothing.
    assertThat(issued).isGreaterThan(EXCHANGES / 20);
    assertThat(refused).isGreaterThan(EXCHANGES / 20);
  }

  /// @param lawful whether it lies within policy's ceiling
  private String stated(boolean lawful) {
    var permissions = new ArrayList<String>();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      String action = lawful ? ACTIONS.get(random.nextInt(2)) : any(ACTIONS);
      String resource = lawful ? RESOURCES.get(random.nextInt(4)) : any(RESOURCES);
      String location = lawful || random.nextInt(8) > 0 ? Site.ERP : Site.CRM;
      String arguments =
          random.nextInt(3) == 0
              ? ""
              : ",\"arguments\":{\"amount\":" + any(CONSTRAINTS).replace("%s", any(AMOUNTS)) + "}";
      permissions.add(
          """
          {"type":"agent_action","actions":["%s"],"locations":["%s"],"resources":["%s"]%s}
          """
              .formatted(action, location, resource, arguments));
    }
    return "[" + String.join(",", permissions) + "]";
  }

  private ActionRequest action() throws Exception {
    String action =
        any(List.of("payments.create", "payments.refund", "vendors.read", "payroll.run"));
    String resource =
        any(List.of("erp://acme/a/1", "erp://acme/a/2", "erp://acme/b/1", "erp://umbra/1"));
    String amount = any(List.of("1", "5", "7", "10", "50", "99.99", "100", "500"));
    Json arguments =
        random.nextInt(5) == 0
            ? Json.Obj.EMPTY
            : JsonReader.read("{\"amount\":\"" + amount + "\"}");
    return ActionRequest.parse(
        action,
        random.nextInt(8) > 0 ? Site.ERP : Site.CRM,
        resource,
        arguments,
        BoundaryLimits.DEFAULT);
  }

  private static boolean admits(Boundary boundary, ActionRequest action, Site site) {
    var occasion = Occasion.of(action, site.clock.instant(), Met.NOTHING);
    return boundary.permissions().stream()
        .anyMatch(permission -> permission.admits(action, occasion));
  }

  private static Boundary boundary(String json) throws Exception {
    return Boundary.parse(JsonReader.read(json), BoundaryLimits.DEFAULT);
  }

  private String any(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
