package io.legate.keys;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The DNS names that a certificate is for. Loopback addresses and `localhost` are in every one.
public record CertificateNames(List<String> dns) {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /// Sorts, drops repetitions, adds `localhost`.
  ///
  /// @throws IllegalArgumentException if one is no DNS name in lower case
  public CertificateNames {
    for (String name : dns) {
      if (!isDnsName(name)) {
        throw new IllegalArgumentException("`" + name + "` is no DNS name in lower case");
      }
    }
    var all = new TreeSet<>(dns);
    all.add("localhost");
    dns = List.copyOf(all);
  }

  /// Returns whether `text` is one label, such as `erp`: safe as a file's name too.
  public static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }

  private static boolean isDnsName(String text) {
    return text.length() <= 253
        && List.of(text.split("\\.", -1)).stream().allMatch(CertificateNames::isLabel);
  }
}
