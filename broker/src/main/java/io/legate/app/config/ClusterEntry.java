package io.legate.app.config;

import io.legate.app.config.LegateConfig.Listen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// This broker's place among those that share a ledger, as it is written.
///
/// @param node the number of this node's log, which no other broker on the same ledger has
/// @param peers how it reaches the others and is reached; null where it does not
public record ClusterEntry(int node, @Nullable Peers peers) {

  /// The largest node number.
  public static final int NODE_MAX = 1_023;

  /// A broker that has its ledger to itself.
  public static final ClusterEntry ALONE = new ClusterEntry(1, null);

  private static final List<String> PEER_KEYS =
      List.of("members", "member_listen", "listen", "ca", "certificate", "key");

  public ClusterEntry {
    if (node < 1 || node > NODE_MAX) {
      throw new IllegalArgumentException("a node's number is from 1 to 1023");
    }
  }

  /// How brokers know and reach each other.
  ///
  /// @param listen where other brokers pass calls on to this one
  /// @param memberListen where members of the cluster connect to this one
  /// @param members where they all listen, this one among them or not
  /// @param authority PEM, whose certificates every node's chains to
  /// @param certificate PEM, this node's first
  /// @param key PEM, PKCS#8
  public record Peers(
      Listen listen,
      Listen memberListen,
      List<Listen> members,
      Path authority,
      Path certificate,
      Path key) {
    public Peers {
      members = List.copyOf(members);
    }
  }

  /// Reads `cluster`. Without it the broker is alone.
  ///
  /// @param ledger which must be one that several may write to
  /// @param folder what paths are relative to
  static ClusterEntry read(Section root, LedgerEntry ledger, Path folder) {
    if (!root.has("cluster")) {
      return ALONE;
    }
    Section section = root.section("cluster");
    if (ledger.url() == null) {
      root.problem("cluster", "needs a PostgreSQL `ledger`: the embedded one has one writer");
    }
    if (!section.has("node")) {
      section.problem("node", "is required");
    }
    int node = section.count("node", ALONE.node, NODE_MAX);
    var entry = new ClusterEntry(node, peers(section, folder));
    section.refuseUnknown();
    return entry;
  }

  /// All of it or nothing: half a way to the others is somebody's mistake.
  private static @Nullable Peers peers(Section section, Path folder) {
    var there = PEER_KEYS.stream().filter(section::has).toList();
    if (there.isEmpty()) {
      return null;
    }
    for (String missing : PEER_KEYS) {
      if (!there.contains(missing)) {
        section.problem(missing, "is required beside `" + there.getFirst() + "`");
      }
    }
    var members = new ArrayList<Listen>();
    for (String text : section.texts("members")) {
      members.add(place(section, "members", text));
    }
    if (Set.copyOf(members).size() < members.size()) {
      section.problem("members", "names one twice");
    }
    return new Peers(
        place(section, "listen", section.textOrNull("listen")),
        place(section, "member_listen", section.textOrNull("member_listen")),
        members,
        folder.resolve(section.text("ca", "")).normalize(),
        folder.resolve(section.text("certificate", "")).normalize(),
        folder.resolve(section.text("key", "")).normalize());
  }

  /// A place that others connect to: one host, one port.
  private static Listen place(Section section, String key, @Nullable String text) {
    Listen place = text == null ? null : Listen.parse(text);
    if (place != null && place.port() != 0 && !place.isEverywhere()) {
      return place;
    }
    if (text != null) {
      section.problem(
          key, "must be one host, as others reach it, and a port, such as `10.0.0.1:9443`");
    }
    return Listen.DEFAULT;
  }
}
