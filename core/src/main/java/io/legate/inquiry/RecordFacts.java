package io.legate.inquiry;

import io.legate.identity.TaskId;
import io.legate.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a record is about, also where only records before it say so.
///
/// @param task null of a record that belongs to none
/// @param clients who acted, asked, or was acted upon: agents, resource servers and operators
/// @param subject on whose behalf
/// @param action of a decision, and of what followed from it
/// @param resource likewise
/// @param decision of a decision only: `allow`, `deny`, `escalate` or `rate_limited`
/// @param approvers people who answered, or whose approval was used
/// @param complete whether all that it needs of records before it was there
public record RecordFacts(
    @Nullable TaskId task,
    List<String> clients,
    @Nullable String subject,
    @Nullable String action,
    @Nullable String resource,
    @Nullable String decision,
    List<String> approvers,
    boolean complete) {

  public RecordFacts {
    clients = clients.stream().distinct().toList();
    approvers = approvers.stream().distinct().toList();
  }

  /// Returns what there is of them.
  public Json.Obj toJson() {
    var builder =
        new Json.Builder()
            .withOptional("task", task == null ? null : task.toString())
            .withOptional("subject", subject)
            .withOptional("action", action)
            .withOptional("resource", resource)
            .withOptional("decision", decision);
    if (!clients.isEmpty()) {
      builder.with("clients", Json.Arr.ofStrings(clients));
    }
    if (!approvers.isEmpty()) {
      builder.with("approvers", Json.Arr.ofStrings(approvers));
    }
    return builder.build();
  }
}
