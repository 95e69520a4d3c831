package io.legate.authorize;

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
    if (!catalogue.isClosed()) {
      return;
    }
    String action = matter.action().action();
    Catalogue.Entry entry = catalogue.get(action);
    if (entry == null) {
      refused.add(
          at("/action", "action_unknown", "policy's catalogue has no action `" + action + "`"));
      return;
    }
    if (!entry.owner().equals(matter.action().location())) {
      refused.add(at("/action", "not_the_owner", "the action belongs to another resource server"));
    }
    addArguments(entry, matter.action().arguments(), refused);
    if (entry.digestRequired() && matter.question().saidDigest() == null) {
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
