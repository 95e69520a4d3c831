package io.legate.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundaryTest {

  /// The permission of the design, with a `subset` in the place of provenance.
  static final String PAYMENTS =
      """
      [{ "type": "agent_action",
        "actions": ["payments.create", "ledger.*"],
        "locations": ["https://erp.example"],
        "resources": ["invoice://acme/2026/*"],
        "arguments": { "amount":   {"constraint_type": "decimal", "max": "500.00"},
                       "currency": {"constraint_type": "exact", "value": "EUR"},
                       "invoice":  {"constraint_type": "max_length", "max": 40},
                       "note":     {"constraint_type": "wildcard", "optional": true} },
        "limits": [ {"name": "payments", "count": 5, "per": "P1D"},
                    {"name": "once", "count": 1, "by": "invoice"},
                    {"name": "spend", "sum": "amount", "max": "1200.00"} ],
        "conditions": ["args.amount < 400"],
        "labels": {"refuses": ["untrusted_content"], "escalates": ["unreviewed_document"]},
        "approval": {"when": "args.amount > 100", "approvers": ["role:finance"], "quorum": 1,
                     "answer_within": "PT30M"},
        "obligations": [ {"type": "mask", "fields": ["ssn", "credit_card"]},
                         {"type": "max_rows", "value": 50} ],
        "delegation": {"max_depth": 2,
                       "allowed_delegates": [ {"sub": "agent:action"}, {"sub_profile": "ai_agent"} ]} }]
      """;

  static Boundary boundary(String json) throws Exception {
    return Boundary.parse(JsonReader.read(json), BoundaryLimits.DEFAULT);
  }

  @Test
  void readsWhatItWrites() throws Exception {
    var boundary = boundary(PAYMENTS);
    assertThat(Boundary.parse(boundary.toJson(), BoundaryLimits.DEFAULT)).isEqualTo(boundary);
    assertThat(boundary.toJson()).isEqualTo(JsonReader.read(PAYMENTS));
  }

  @Test
  void everythingWrongIsToldAtOnce() {
    assertThatThrownBy(
            () -> boundary("[{\"type\":\"agent_action\",\"x\":1,\"actions\":[]},{\"type\":\"y\"}]"))
        .isInstanceOfSatisfying(
            InvalidBoundaryException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::pointer)
                    .containsExactly(
                        "/0/x", "/0/actions", "/0/locations", "/0/resources", "/1/type"));
  }

  @Test
  void audienceSelectsInOrder() throws Exception {
    var boundary = boundary(PAYMENTS);
    assertThat(boundary.forAudience("https://erp.example")).isEqualTo(boundary);
    assertThat(boundary.indexesFor("https://erp.example")).isEqualTo(List.of(0));
    assertThat(boundary.forAudience("https://erp.example/")).isEqualTo(Boundary.NOTHING);
    assertThat(new Json.Arr(List.of())).isEqualTo(Boundary.NOTHING.toJson());
  }
}
