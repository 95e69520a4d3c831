package io.legate.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// I8: clients are told nothing about the inside, and no log holds what would let somebody act.
final class LeaksCheck {

  /// The beginning of every compact JWS: a header that is a JSON object, and a payload.
  private static final Pattern JWS = Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}");

  /// The private member of a JWK, or a private key in PEM.
  private static final Pattern PRIVATE =
      Pattern.compile("\"d\"\\s*:\\s*\"[A-Za-z0-9_-]{40,}|BEGIN [A-Z ]*PRIVATE KEY");

  private static final Pattern INSIDE =
      Pattern.compile(
          "\\bat [a-z]+(\\.[A-Za-z0-9_$]+)+\\(|\\b(java|io|org)\\.[a-z]+\\.[A-Za-z.]*Exception");

  private LeaksCheck() {}

  static List<Violation> check(Evidence evidence) {
    var found = new ArrayList<Violation>();
    for (Attempt attempt : evidence.recorded().attempts()) {
      boolean fromBroker = !attempt.tells("code").equals("LOST");
      if (fromBroker && INSIDE.matcher(attempt.tells("sentence")).find()) {
        found.add(
            new Violation(Invariant.I8, "`%s` was told about the inside".formatted(attempt.act())));
      }
    }
    evidence
        .logs()
        .forEach(
            (name, text) -> {
              Matcher token = JWS.matcher(text);
              if (token.find()) {
                found.add(
                    new Violation(
                        Invariant.I8,
                        "the log of %s holds a signed token or proof at %s"
                            .formatted(name, token.start())));
              }
              if (PRIVATE.matcher(text).find()) {
                found.add(
                    new Violation(
                        Invariant.I8, "the log of %s holds a private key".formatted(name)));
              }
            });
    return found;
  }
}
