package io.legate.app.config;

import io.legate.app.config.LegateConfig.ProviderEntry;
import io.legate.app.config.LegateConfig.SubjectEntry;
import io.legate.idp.Whereabouts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `identity_providers`.
final class ProviderEntries {

  private static final Pattern ALIAS = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  private ProviderEntries() {}

  /// @param folder that relative paths are relative to
  static List<ProviderEntry> read(Section root, @Nullable String ownIssuer, Path folder) {
    var entries = new ArrayList<ProviderEntry>();
    var aliases = new HashSet<String>();
    var issuers = new HashSet<String>();
    for (var section : root.sections("identity_providers")) {
      String alias = section.requiredText("alias");
      if (section.has("alias") && !ALIAS.matcher(alias).matches()) {
        section.problem("alias", "must be small letters, digits and `-`, at most 32");
      } else if (!aliases.add(alias)) {
        section.problem(
            "alias", "is another provider's too: their subjects could not be told apart");
      }
      String issuer = section.requiredText("issuer");
      if (issuer.equals(ownIssuer)) {
        section.problem("issuer", "is this broker's own: its tokens vouch for no subject");
      } else if (!issuers.add(issuer)) {
        section.problem("issuer", "is another provider's too");
      }
      Whereabouts whereabouts = whereabouts(section, issuer);
      String authorities = section.textOrNull("ca");
      if (authorities != null && whereabouts == null) {
        section.problem("ca", "certifies nothing where the keys are not fetched");
      }
      entries.add(
          new ProviderEntry(
              section.line(),
              alias,
              issuer,
              section.requiredText("audience"),
              section.textOrNull("typ"),
              section.duration("max_age", ProviderEntry.AGE_MAX, Duration.ofDays(1)),
              whereabouts == null ? Jwks.read(section) : List.of(),
              whereabouts,
              authorities == null ? null : folder.resolve(authorities),
              section.has("subjects") ? subjects(section) : null));
      section.refuseUnknown();
    }
    return entries;
  }

  private static List<SubjectEntry> subjects(Section provider) {
    var entries = new ArrayList<SubjectEntry>();
    for (var section : provider.sections("subjects")) {
      var entry =
          new SubjectEntry(
              section.line(),
              section.textOrNull("role"),
              section.textOrNull("group"),
              section.textOrNull("scope"),
              section.mappings("may"));
      if (entry.role() == null && entry.group() == null && entry.scope() == null) {
        section.problem("role", "or `group` or `scope` must say who it is for");
      }
      section.refuseUnknown();
      entries.add(entry);
    }
    return entries;
  }

  /// Null where the keys are pinned.
  private static @Nullable Whereabouts whereabouts(Section section, String issuer) {
    boolean discovery = section.flag("discovery", false);
    String named = section.textOrNull("jwks_uri");
    boolean both = discovery && named != null;
    if (both || ((discovery || named != null) && section.has("jwks"))) {
      section.problem("jwks", "is one of three: `jwks`, `jwks_uri` or `discovery: true`");
    }
    if (named != null) {
      URI address = Whereabouts.address(named);
      if (address == null) {
        section.problem("jwks_uri", "must be an https address without user, query and fragment");
      }
      return address == null ? new Whereabouts.Discovered() : new Whereabouts.Named(address);
    }
    if (!discovery) {
      return null;
    }
    if (Whereabouts.address(issuer) == null) {
      section.problem("issuer", "must be an https address, where its keys are to be discovered");
    }
    return new Whereabouts.Discovered();
  }
}
