package io.legate.app.config;

import io.legate.app.config.LegateConfig.ProviderEntry;
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

  static List<ProviderEntry> read(Section root, @Nullable String ownIssuer) {
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
      entries.add(
          new ProviderEntry(
              section.line(),
              alias,
              issuer,
              section.requiredText("audience"),
              section.textOrNull("typ"),
              section.duration("max_age", ProviderEntry.AGE_MAX, Duration.ofDays(1)),
              Jwks.read(section)));
      section.refuseUnknown();
    }
    return entries;
  }
}
