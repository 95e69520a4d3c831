package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `domain`: a host, or a mail address by its host; or a list of them, each of which must be
/// admitted.
///
/// `example.com` admits that host alone and `*.example.com` the hosts below it, so that neither is
/// ever implied by the other. A mail address is `local@host` and nothing around it: no display
/// name, no quotes, no comments, one `@`.
public record Domains(List<HostPattern> domains) implements Constraint {

  static final String TYPE = "domain";

  /// RFC 5321 section 4.1.2, Dot-string, in ASCII; at most 64 (section 4.5.3.1.1).
  private static final Pattern LOCAL_PART =
      Pattern.compile(
          "(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  private static final int ADDRESS_CHARS_MAX = 320;

  public Domains {
    domains = Values.requireDistinct(domains);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    return switch (value) {
      case Json.Str(var text) -> checkOne(text, value);
      case Json.Arr(var items) ->
          items.stream()
              .flatMap(
                  item ->
                      (item instanceof Json.Str(var text)
                              ? checkOne(text, item)
                              : Mismatch.of(Why.WRONG_TYPE, this, item))
                          .stream())
              .toList();
      case Json.Num _, Json.Bool _, Json.Null _, Json.Obj _ ->
          Mismatch.of(Why.WRONG_TYPE, this, value);
    };
  }

  private List<Mismatch> checkOne(String text, Json value) {
    String host = host(text);
    if (host == null) {
      return Mismatch.of(Why.NOT_NORMAL_FORM, this, value);
    }
    return Mismatch.unless(
        domains.stream().anyMatch(domain -> domain.admits(host)), Why.HOST_NOT_LISTED, this, value);
  }

  private static @Nullable String host(String text) {
    if (text.length() > ADDRESS_CHARS_MAX) {
      return null;
    }
    int at = text.indexOf('@');
    if (at >= 0 && !LOCAL_PART.matcher(text.substring(0, at)).matches()) {
      return null;
    }
    String host = text.substring(at + 1);
    return HostName.isHost(host) ? host : null;
  }

  /// Returns whether every host of `narrower` is admitted here.
  boolean contains(Domains narrower) {
    return narrower.domains.stream()
        .allMatch(domain -> domains.stream().anyMatch(wide -> wide.contains(domain)));
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("domains", Values.texts(domains)).build();
  }
}
