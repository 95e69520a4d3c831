package io.legate.chaos.client;

import io.legate.chaos.stage.Party;
import java.math.BigDecimal;
import java.util.Random;

/// The limits of one task.
///
/// @param count payments in all
/// @param sum cents in all
record Terms(int count, int sum) {

  /// From this many cents on a person is asked.
  static final int ASKED_FROM = 90_00;

  static Terms of(Random random) {
    return new Terms(random.nextInt(4, 13), random.nextInt(80_00, 400_00));
  }

  static String decimal(int cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }

  /// The root's boundary: what all hops of the task share.
  String boundary() {
    return """
    [{%s,
      "limits":[{"name":"payments","count":%s},{"name":"few","count":2,"by":"invoice"},
                {"name":"spend","sum":"amount","max":"%s"}],
      "approval":{"when":"decimal(args.amount) > 90","approvers":["role:finance"],"quorum":1,
                  "answer_within":"PT30M"}}]
    """
        .formatted(common(3), count, decimal(sum));
  }

  /// A delegate's boundary, with a limit of its own below what all share.
  String narrowed(int ownCount) {
    return "[{%s,\"limits\":[{\"name\":\"own\",\"count\":%s}]}]".formatted(common(2), ownCount);
  }

  /// The boundary of somebody who delegates no further.
  static String leaf() {
    return "[{%s}]".formatted(common(1));
  }

  private static String common(int depth) {
    return """
    "type":"agent_action","actions":["payments.create"],"locations":["%s"],
    "resources":["erp://acme/*"],
    "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"},
                 "currency":{"constraint_type":"exact","value":"EUR"},
                 "invoice":{"constraint_type":"max_length","max":40},
                 "reference":{"constraint_type":"max_length","max":80}},
    "delegation":{"max_depth":%s,"allowed_delegates":[{"sub_profile":"ai_agent"}]}
    """
        .formatted(Party.ERP, depth)
        .strip();
  }
}
