package io.legate.bench;

import io.legate.assembly.Bounds;
import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.boundary.BoundaryLimits;
import io.legate.cel.CelConditions;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.provenance.Disclosed;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a task's memory costs its decisions: processor time of an Authorize whose arguments must
/// have been met, in tasks that have met no more than those and in tasks that have met ten thousand
/// values and carry a hundred labels.
final class SeenCost {

  private static final int TASKS = 16;
  private static final int ROUNDS = 6;
  private static final int IN_FLIGHT = 256;
  private static final int RECORDS = 2_000;
  private static final int RECORDS_AT_ONCE = 200;
  private static final int LABELS = 100;

  private static final String ACTIONS =
      """
      {"payments.create":{"description":"d","owner":"https://erp.test","kind":"write","risk":"low",
         "arguments":{"payee":"string","iban":"string"}},
       "vendors.read":{"description":"d","owner":"https://erp.test","kind":"read","risk":"low",
         "arguments":{},"labels":[@labels],
         "observes":[{"source":"erp.vendors","records":"","integrity":"trusted","fields":{
           "id":{"at":"/id","form":"identifier"},"iban":{"at":"/iban","form":"iban"},
           "name":{"at":"/name","form":"text"},"mail":{"at":"/mail","form":"mail"},
           "site":{"at":"/site","form":"url"}}}]},
       "vendors.one":{"description":"d","owner":"https://erp.test","kind":"read","risk":"low",
         "arguments":{},
         "observes":[{"source":"erp.vendors","records":"","integrity":"trusted","fields":{
           "id":{"at":"/id","form":"identifier"},"iban":{"at":"/iban","form":"iban"}}}]}}
      """;

  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],"arguments":{
          "payee":{"constraint_type":"seen","in":["prompt","erp.vendors.id"]},
          "iban":{"constraint_type":"seen","in":["erp.vendors.iban"],"with":["payee"]}},
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}},
       {"type":"agent_action","actions":["vendors.read","vendors.one"],
        "locations":["https://erp.test"],"resources":["erp://acme/*"],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private final PrintStream out;
  private final int perRound;

  SeenCost(PrintStream out, int perRound) {
    this.out = out;
    this.perRound = perRound;
  }

  void run() throws Exception {
    Path folder = Files.createTempDirectory("legate-bench");
    try (var ledger = SqliteLedger.open(folder, 1, Clock.systemUTC(), Long.MAX_VALUE);
        var site = site(ledger)) {
      List<IssuedInstance> fresh = holders(site);
      for (var holder : fresh) {
        read(site, holder, "vendors.one", 0, 1);
      }
      List<IssuedInstance> full = holders(site);
      for (var holder : full) {
        for (int from = 0; from < RECORDS; from += RECORDS_AT_ONCE) {
          read(site, holder, "vendors.read", from, from + RECORDS_AT_ONCE);
        }
      }
      var state = site.use.tasks().read(full.getFirst().task());
      out.printf(
          Locale.ROOT,
          "%d tasks that have met %d values and carry %d labels, %d that have met two%n",
          full.size(),
          state.sightings().count(),
          state.labels().size(),
          fresh.size());
      measure(site, fresh, full);
    } finally {
      Folders.delete(folder);
    }
  }

  private void measure(Site site, List<IssuedInstance> fresh, List<IssuedInstance> full)
      throws Exception {
    var names = List.of("fresh", "10,000 values, 100 labels");
    var groups = List.of(fresh, full);
    var least = new double[] {Double.MAX_VALUE, Double.MAX_VALUE};
    String payment = "{\"payee\":\"v0\",\"iban\":\"" + iban(0) + "\"}";
    // In turns and in another order each time, so that whatever else the machine does meets both.
    for (int round = 1; round <= ROUNDS; round++) {
      for (int turn = 0; turn < 2; turn++) {
        int i = (turn + round) % 2;
        var questions = Questions.of(site, groups.get(i), perRound, _ -> payment);
        System.gc();
        double micros = Cpu.microsEach(perRound, () -> Load.ask(site, questions, IN_FLIGHT));
        least[i] = Math.min(least[i], micros);
        out.printf(Locale.ROOT, "round %d  %-26s %.1f us%n", round, names.get(i), micros);
      }
    }
    out.printf(
        Locale.ROOT,
        "ten thousand values and a hundred labels cost %+.1f %% of a decision%n",
        100 * (least[1] / least[0] - 1));
  }

  private static Site site(SqliteLedger ledger) throws Exception {
    String labels =
        IntStream.range(0, LABELS)
            .mapToObj(i -> "\"label_" + i + "\"")
            .collect(Collectors.joining(","));
    var agents = new ArrayList<String>();
    String entitled =
        """
        [{"type":"agent_action","actions":["payments.create","vendors.read","vendors.one"],
          "locations":["https://erp.test"],"resources":["erp://acme/*"]}]
        """;
    for (String agent : List.of("orchestrator", "action")) {
      agents.add(
          "\"%s\":{\"acts\":%2$s,\"delegates\":%2$s,\"opens\":true,\"self_subject\":true}"
              .formatted(agent, entitled));
    }
    String policy =
        "{\"version\":1,\"actions\":%s,\"agents\":{%s}}"
            .formatted(ACTIONS.replace("@labels", labels), String.join(",", agents));
    return new Site(
        Clock.systemUTC(),
        ledger,
        BoundaryLimits.DEFAULT,
        new Bounds(16_384, 1_000_000, 1_000_000, Runtime.getRuntime().maxMemory() / 8),
        new CelConditions(),
        (Json.Obj) JsonReader.read(policy));
  }

  private static List<IssuedInstance> holders(Site site) throws Exception {
    var holders = new ArrayList<IssuedInstance>();
    for (int i = 0; i < TASKS; i++) {
      var task = site.open("orchestrator", BOUNDARY);
      var hop = site.delegate("orchestrator", task.token(), "action", BOUNDARY);
      holders.add(site.renew("action", hop, Site.ERP));
    }
    return holders;
  }

  private static void read(Site site, IssuedInstance holder, String action, int from, int to)
      throws Exception {
    var allowed = site.authorize("action", holder, action, "erp://acme/vendors", "{}");
    if (allowed.answer().outcome() != Outcome.ALLOW) {
      throw new IllegalStateException(allowed.answer().reasons().toString());
    }
    var disclosed = new ArrayList<Disclosed>();
    for (int i = from; i < to; i++) {
      disclosed.add(new Disclosed("erp.vendors", vendor(i, action.equals("vendors.one"))));
    }
    var executed = Settlement.executed(Map.of(), null);
    var report = new Report(site.requestId(), allowed.decisionId(), executed, disclosed);
    var taken = site.use.settlement().settle(site.pep("rs:erp"), report);
    if (!taken.dropped().isEmpty()) {
      throw new IllegalStateException("not kept: " + taken.dropped());
    }
  }

  private static Json.Obj vendor(int i, boolean shortly) {
    var values = Json.Obj.with("id", "v" + i).with("iban", iban(i));
    return shortly
        ? values.build()
        : values
            .with("name", "Vendor " + i)
            .with("mail", "vendor" + i + "@corp.test")
            .with("site", "https://vendor" + i + ".test")
            .build();
  }

  private static String iban(int i) {
    return String.format(Locale.ROOT, "DE%020d", i);
  }
}
