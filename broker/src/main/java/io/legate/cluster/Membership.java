package io.legate.cluster;

import java.time.Duration;
import java.util.List;

/// How this broker is a member.
///
/// @param cluster the name that all members have in common
/// @param node this broker's number
/// @param host where other brokers reach its `NodeService`; told to the other members
/// @param port the same
/// @param listen where members connect to each other
/// @param members where the others listen, and perhaps this one
/// @param leaveWithin how long leaving in an orderly way may take
public record Membership(
    String cluster,
    int node,
    String host,
    int port,
    Place listen,
    List<Place> members,
    Duration leaveWithin) {

  public Membership {
    members = List.copyOf(members);
  }

  /// An address of a member.
  public record Place(String host, int port) {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }
}
