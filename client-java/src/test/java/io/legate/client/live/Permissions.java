package io.legate.client.live;

import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.util.List;

/// The one permission of these tests, paying invoices, in the sizes they need it in.
public final class Permissions {

  private Permissions() {}

  /// Returns a permission to pay the invoices below `resources`, at most `max` each.
  public static Json.Builder payments(String resources, String max) {
    var arguments =
        Obj.with("amount", Obj.with("constraint_type", "decimal").with("max", max).build())
            .with("currency", Obj.with("constraint_type", "exact").with("value", "EUR").build())
            .build();
    return unconstrained(resources).with("arguments", arguments);
  }

  /// Returns a permission to pay any amount, for entitlements: the task's boundary narrows it.
  public static Json.Builder unconstrained(String resources) {
    return Obj.with("type", "agent_action")
        .with("actions", Arr.ofStrings(List.of("payments.create")))
        .with("locations", Arr.ofStrings(List.of(Company.AUDIENCE)))
        .with("resources", Arr.ofStrings(List.of(resources)));
  }

  /// Returns the member `delegation` that lets these clients have a further hop.
  public static Obj delegation(int maxDepth, String... clients) {
    var admitted =
        List.of(clients).stream().<Json>map(client -> Obj.with("sub", client).build()).toList();
    return Obj.with("max_depth", maxDepth).with("allowed_delegates", new Arr(admitted)).build();
  }
}
