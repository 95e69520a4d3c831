package io.legate.boundary;

import io.legate.json.Json;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What constraints and values are drawn from: little, so that things meet often, and full of near
/// misses.
final class Pools {

  static final List<Json> NUMBERS =
      Stream.of("-1", "0", "0.5", "1", "2", "5", "10", "99.99", "100")
          .<Json>map(Json.Num::new)
          .toList();
  static final List<String> AMOUNTS =
      List.of("-1.00", "0", "0.5", "1", "1.00", "2", "5.00", "10", "99.99", "100");
  static final List<Json> WORDS =
      Stream.of("a", "b", "ab", "EUR", "eur", "inv-123", "").<Json>map(Json.Str::new).toList();
  static final List<Json> SCALARS =
      Stream.of(NUMBERS, WORDS, List.<Json>of(new Json.Bool(true), Json.Null.NULL))
          .flatMap(List::stream)
          .toList();
  static final List<String> SOURCES = List.of("prompt", "agent", "s.a", "s.b", "t.a");
  static final List<String> MENTIONED =
      List.of("https://a.example/x", "www.b.example", "sue@a.example", "DE89370400440532013000");
  static final List<String> PATHS =
      List.of("/", "/a", "/a/b", "/a/b/c", "/ab", "/a/bc", "a", "a/b", "ab", "/a%20b");
  static final List<String> HOSTS =
      List.of(
          "a.example",
          "x.a.example",
          "y.x.a.example",
          "xa.example",
          "b.example",
          "localhost",
          "10.0.0.1",
          "93.184.216.34",
          "[::1]",
          "db.internal");
  static final List<HostPattern> HOST_PATTERNS =
      Stream.of(
              "a.example",
              "*.a.example",
              "x.a.example",
              "*.x.a.example",
              "xa.example",
              "b.example",
              "*.example",
              "localhost",
              "10.0.0.1",
              "[::1]",
              "*.internal")
          .map(Pools::host)
          .toList();
  static final List<String> BLOCKS =
      List.of(
          "10.0.0.0/8",
          "10.0.0.0/16",
          "10.1.0.0/16",
          "10.0.0.1/32",
          "0.0.0.0/0",
          "2001:db8::/32",
          "::/0");
  static final List<String> ADDRESSES =
      List.of("10.0.0.1", "10.1.2.3", "10.0.255.255", "11.0.0.1", "2001:db8::1", "::1");
  static final Map<String, String> PATTERNS =
      Map.of("[a-c]+", "abc", "inv-[0-9]{3}", "inv-123", "(?i)eur", "EUR", "a|b", "b", ".*", "ab");
  static final List<Constraint> RE2 =
      PATTERNS.keySet().stream().<Constraint>map(Re2Pattern::of).toList();
  static final List<String> KEYWORDS = List.of("invoice", "refund", "urgent");
  static final List<ZoneId> ZONES =
      List.of(ZoneId.of("Europe/Berlin"), ZoneId.of("UTC"), ZoneId.of("America/New_York"));

  private Pools() {}

  private static HostPattern host(String text) {
    return text.startsWith("*.")
        ? new HostPattern(text.substring(2), true)
        : new HostPattern(text, false);
  }
}
