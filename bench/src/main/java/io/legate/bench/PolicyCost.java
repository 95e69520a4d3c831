package io.legate.bench;

import io.legate.assembly.Bounds;
import io.legate.assembly.Site;
import io.legate.boundary.BoundaryLimits;
import io.legate.cel.CelConditions;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.sqlite.SqliteLedger;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the size of a policy costs a decision: processor time of an Authorize under a policy of one
/// rule, under one of two hundred that are about other actions, and under one whose two hundred are
/// all about the action that is asked for. The difference between the first and the last is what
/// two hundred conditions in CEL cost.
final class PolicyCost {

  private static final int TASKS = 16;
  private static final int ROUNDS = 6;
  private static final int MANY = 200;
  private static final int IN_FLIGHT = 256;

  private final PrintStream out;
  private final int perRound;

  PolicyCost(PrintStream out, int perRound) {
    this.out = out;
    this.perRound = perRound;
  }

  /// A site under one policy, and who acts there.
  private record Variant(String name, Site site, List<IssuedInstance> holders) {}

  void run() throws Exception {
    Path folder = Files.createTempDirectory("legate-bench");
    var least = new double[] {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    try (var one = ledger(folder, 1);
        var others = ledger(folder, 2);
        var all = ledger(folder, 3);
        var siteOfOne = site(one, 1, false);
        var siteOfOthers = site(others, MANY, false);
        var siteOfAll = site(all, MANY, true)) {
      var variants =
          List.of(
              new Variant("1 rule", siteOfOne, holders(siteOfOne)),
              new Variant("200 rules, 1 about it", siteOfOthers, holders(siteOfOthers)),
              new Variant("200 rules, all about it", siteOfAll, holders(siteOfAll)));
      // Taken in turns and in another order each time, so that whatever else the machine does, and
      // what the compiler has learned by then, meets all of them.
      for (int round = 1; round <= ROUNDS; round++) {
        for (int turn = 0; turn < variants.size(); turn++) {
          int i = (turn + round) % variants.size();
          Variant variant = variants.get(i);
          var questions = Questions.of(variant.site, variant.holders, perRound);
          System.gc();
          double micros =
              Cpu.microsEach(perRound, () -> Load.ask(variant.site, questions, IN_FLIGHT));
          least[i] = Math.min(least[i], micros);
          out.printf(Locale.ROOT, "round %d  %-24s %.1f us%n", round, variant.name, micros);
        }
      }
    } finally {
      Folders.delete(folder);
    }
    out.printf(
        Locale.ROOT,
        "200 rules cost %+.1f %% of a decision under 1; a condition costs %.2f us, %.2f %% of it%n",
        100 * (least[1] / least[0] - 1),
        (least[2] - least[0]) / (MANY - 1),
        100 * (least[2] - least[0]) / (MANY - 1) / least[0]);
  }

  private static SqliteLedger ledger(Path folder, int number) throws Exception {
    return SqliteLedger.open(
        Files.createDirectory(folder.resolve("ledger" + number)),
        1,
        Clock.systemUTC(),
        Long.MAX_VALUE);
  }

  private static Site site(SqliteLedger ledger, int rules, boolean allAboutIt) throws Exception {
    var actions = new ArrayList<String>();
    var entries = new ArrayList<String>();
    var entitled = new ArrayList<String>();
    for (int i = 0; i < rules; i++) {
      String action = i == 0 || allAboutIt ? "payments.create" : "payments.other" + i;
      entries.add(
          """
          {"id":"r%s","actions":["%s"],"when":"args.amount > %s","then":"deny","reason":"r"}
          """
              .formatted(Integer.toString(i), action, Integer.toString(1_000 + i)));
      if (i == 0 || !allAboutIt) {
        actions.add(
            """
            "%s":{"description":"d","owner":"https://erp.test","kind":"write","risk":"low",
                  "arguments":{"amount":"decimal","invoice":"string"}}
            """
                .formatted(action));
        entitled.add(
            """
            {"type":"agent_action","actions":["%s"],"locations":["https://erp.test"],
             "resources":["erp://acme/*"]}
            """
                .formatted(action));
      }
    }
    var agents = new ArrayList<String>();
    for (String agent : List.of("orchestrator", "action")) {
      agents.add(
          "\"%s\":{\"acts\":[%2$s],\"delegates\":[%2$s],\"opens\":true,\"self_subject\":true}"
              .formatted(agent, String.join(",", entitled)));
    }
    String policy =
        "{\"version\":1,\"actions\":{%s},\"rules\":[%s],\"agents\":{%s}}"
            .formatted(
                String.join(",", actions), String.join(",", entries), String.join(",", agents));
    return new Site(
        Clock.systemUTC(),
        ledger,
        BoundaryLimits.DEFAULT,
        new Bounds(16_384, 1_000_000, 1_000_000, Runtime.getRuntime().maxMemory() / 8),
        new CelConditions(),
        (Json.Obj) JsonReader.read(policy));
  }

  private static List<IssuedInstance> holders(Site site) throws Exception {
    String boundary =
        """
        [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
          "resources":["erp://acme/invoices/*"],
          "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
        """;
    var holders = new ArrayList<IssuedInstance>();
    for (int i = 0; i < TASKS; i++) {
      var task = site.open("orchestrator", boundary);
      var hop = site.delegate("orchestrator", task.token(), "action", boundary);
      holders.add(site.renew("action", hop, Site.ERP));
    }
    return holders;
  }
}
