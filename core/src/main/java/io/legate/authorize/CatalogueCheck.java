package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.json.Json;
import io.legate.policy.Catalogue;
import io.legate.policy.DeedKey;
import java.util.List;

/// Whether an action is one that policy knows, asked by its owner, with arguments that are what
/// they should be. Without a catalogue every action is taken as the boundaries name it.
final class CatalogueCheck {

  private CatalogueCheck() {}

  static void addRefusals(Matter matter, List<Reason> refused) {
    Catalogue catalogue = matter.policy().catalogue();
    if (catalogue.isClosed()) {
      boolean digestSaid = matter.question().saidDigest() != null;
      addRefusals(catalogue, matter.action(), digestSaid, refused);
    }
  }

  /// @param digestSaid whether a proof names the action
  static void addRefusals(
      Catalogue catalogue, ActionRequest asked, boolean digestSaid, List<Reason> refused) {
    String action = asked.action();
    Catalogue.Entry entry = catalogue.get(action);
    if (entry == null) {
      refused.add(
          at("/action", "action_unknown", "policy's catalogue has no action `" + action + "`"));
      return;
    }
    if (!entry.owner().equals(asked.location())) {
      refused.add(at("/action", "not_the_owner", "the action belongs to another resource server"));
    }
    addArguments(entry, asked.arguments(), refused);
    if (entry.digestRequired() && !digestSaid) {
      refused.add(
          Reason.of(
              Check.PROOF,
              "digest_required",
              "the agent's proof must name this very action with `adg`"));
    }
  }

  private static void addArguments(
      Catalogue.Entry entry, Json.Obj arguments, List<Reason> refused) {
    for (var given : arguments.members().entrySet()) {
      String name = given.getKey();
      var type = entry.arguments().get(name);
      if (type == null) {
        refused.add(
            at(
                "/arguments/" + name,
                "argument_unknown",
                "policy's catalogue gives the action no argument `" + name + "`"));
      } else if (!type.admits(given.getValue())) {
        refused.add(
            at(
                "/arguments/" + name,
                "argument_mistyped",
                "argument `" + name + "` must be " + type.words()));
      }
    }
    if (!entry.key().isEmpty() && DeedKey.of(entry, arguments) == null) {
      refused.add(
          at(
              "/arguments",
              "key_missing",
              "each of `"
                  + String.join("`, `", entry.key())
                  + "` is needed to tell one deed from another"));
    }
  }

  private static Reason at(String pointer, String code, String sentence) {
    return new Reason(Check.ENTITLEMENT, code, sentence, pointer);
  }
}
