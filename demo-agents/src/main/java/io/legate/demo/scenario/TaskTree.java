package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.stage.StageException;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A task's hops as the broker holds them.
record TaskTree(String task, String status, List<Hop> hops) {

  TaskTree {
    hops = List.copyOf(hops);
  }

  /// One hop.
  ///
  /// @param parent empty for the root
  record Hop(String id, String parent, int depth, String client, String status, Json boundary) {}

  /// Asks the broker, through the agent that opened the task.
  static TaskTree of(Play play, String root) throws StageException, BadMessageException {
    Fields answer =
        play.instruct(Party.ORCHESTRATOR, Json.Obj.with("do", "task").with("hop", root).build());
    if (answer.object().get("task") == null) {
      throw new BadMessageException(
          "the broker does not show the task: " + answer.string("sentence", ""));
    }
    var hops = new ArrayList<Hop>();
    for (Fields each : answer.list("hops")) {
      hops.add(
          new Hop(
              each.string("hop"),
              each.string("parent"),
              Math.toIntExact(each.integer("depth")),
              each.string("client"),
              each.string("status"),
              Objects.requireNonNull(each.object().get("boundary"))));
    }
    return new TaskTree(answer.string("task"), answer.string("status"), hops);
  }

  @Nullable Hop find(String id) {
    return hops.stream().filter(hop -> hop.id().equals(id)).findFirst().orElse(null);
  }

  /// The hop of this client whose boundary names a text that no other's does.
  Hop of(Party client, String only) {
    return hops.stream()
        .filter(hop -> hop.client().equals(client.clientId()))
        .filter(hop -> Jcs.text(hop.boundary()).contains(only))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no hop of " + client.word() + " for " + only));
  }

  /// Client ids from this hop to the root.
  List<String> chain(Hop hop) {
    var chain = new ArrayList<String>();
    Hop at = hop;
    while (at != null) {
      chain.add(at.client());
      at = find(at.parent());
    }
    return chain;
  }
}
