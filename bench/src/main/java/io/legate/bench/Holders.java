package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.issue.IssuedInstance;
import java.util.ArrayList;
import java.util.List;

/// Agents at the end of chains, each in a task of its own, which go on holding a token that has not
/// expired however long the measurement takes.
final class Holders {

  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/invoices/*"],
        "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"},
                     "invoice":{"constraint_type":"wildcard"}},
        "limits":[{"name":"count","count":1000000},{"name":"spend","sum":"amount","max":"999999999.00"}],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private final Site site;
  private List<IssuedInstance> hops;

  private Holders(Site site, List<IssuedInstance> hops) {
    this.site = site;
    this.hops = hops;
  }

  /// Returns the ends of chains of four.
  static Holders chains(Site site, int tasks) throws Exception {
    var hops = new ArrayList<IssuedInstance>();
    for (int i = 0; i < tasks; i++) {
      var task = site.open("orchestrator", BOUNDARY);
      var research = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
      var analysis = site.delegate("research", research, "analysis", BOUNDARY);
      hops.add(site.delegate("analysis", analysis, "action", BOUNDARY));
    }
    return new Holders(site, hops);
  }

  /// Returns the ends of chains of two.
  static Holders pairs(Site site, int tasks) throws Exception {
    var hops = new ArrayList<IssuedInstance>();
    for (int i = 0; i < tasks; i++) {
      hops.add(pair(site));
    }
    return new Holders(site, hops);
  }

  /// Opens a task and delegates it once.
  static IssuedInstance pair(Site site) throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    return site.delegate("orchestrator", task.token(), "action", BOUNDARY);
  }

  /// Returns a fresh token of each holder for the ERP, and renews what the next one is made from.
  List<IssuedInstance> tokens() throws Exception {
    var renewed = new ArrayList<IssuedInstance>(hops.size());
    var tokens = new ArrayList<IssuedInstance>(hops.size());
    for (var hop : hops) {
      tokens.add(site.renew("action", hop, Site.ERP));
      renewed.add(site.renew("action", hop, null));
    }
    hops = renewed;
    return tokens;
  }
}
