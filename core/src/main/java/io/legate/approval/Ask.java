package io.legate.approval;

import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What people are asked: everything that is fixed when an action escalates.
///
/// @param hop whose holder wants to act
/// @param pep the resource server that would carry it out
/// @param action the canonical action: `action`, `resource`, `arguments`
/// @param digest of the canonical action
/// @param permission index of the hop's permission that the action is under
/// @param grounds why a person is needed; an approval satisfies these and no others
/// @param needs who must approve; every one of them must be met
/// @param labels that the task had, as they are shown
/// @param lapsesAt silence until then is a denial
public record Ask(
    HopId hop,
    ClientId pep,
    Json.Obj action,
    String digest,
    int permission,
    List<Ground> grounds,
    List<Need> needs,
    List<String> labels,
    Instant lapsesAt) {

  public Ask {
    grounds = List.copyOf(grounds);
    needs = List.copyOf(needs);
    labels = List.copyOf(labels);
    if (grounds.isEmpty()) {
      throw new IllegalArgumentException("nobody is asked for no reason");
    }
    for (Ground ground : grounds) {
      java.util.Objects.checkIndex(ground.need(), needs.size());
    }
  }

  /// Returns what the answer must name: the ids of the grounds.
  public List<String> reasons() {
    return grounds.stream().map(Ground::id).toList();
  }

  /// Returns whether it is about the same action of the same hop at the same resource server.
  boolean isAbout(HopId ofHop, ClientId at, String ofDigest) {
    return digest.equals(ofDigest) && hop.equals(ofHop) && pep.equals(at);
  }

  /// Returns the grounds of it as they are compared: a rule that comes to ask other people is
  /// another reason.
  Set<String> keys() {
    return keys(grounds, needs);
  }

  static Set<String> keys(Collection<Ground> grounds, List<Need> needs) {
    return grounds.stream()
        .map(ground -> key(ground, needs.get(ground.need())))
        .collect(Collectors.toUnmodifiableSet());
  }

  static String key(Ground ground, Need need) {
    return ground.id() + "\n" + need.quorum() + "\n" + String.join("\n", need.approvers());
  }

  /// Returns whether a person with these roles may answer.
  public boolean isOpenTo(ClientId person, Collection<String> roles) {
    return needs.stream().anyMatch(need -> need.isOpenTo(person, roles));
  }
}
