package io.legate.edge;

import io.legate.crypto.Base64Url;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose call it says it is, read without verifying anything.
///
/// Good for one thing: to tell floods apart. So it is looked for and not parsed, and anybody can
/// name anybody.
///
/// @param from the address that the call came from
/// @param authorization every `authorization` header or metadata entry
/// @param assertion the client assertion, null where there is none
public record Claim(String from, List<String> authorization, @Nullable String assertion) {

  private static final byte[] PARAMETER = "client_assertion=".getBytes(StandardCharsets.US_ASCII);

  public Claim {
    authorization = List.copyOf(authorization);
  }

  /// Returns the claim of a form that has not been read.
  public static Claim ofForm(String from, List<String> authorization, byte[] form) {
    return new Claim(from, authorization, assertionIn(form));
  }

  /// The name of the client as the assertion has it, else as the token does; null where neither
  /// says.
  @Nullable String client() {
    if (assertion != null) {
      return member(assertion, "\"iss\"");
    }
    return authorization.size() == 1 ? member(authorization.getFirst(), "\"client_id\"") : null;
  }

  private static @Nullable String assertionIn(byte[] form) {
    for (int at = 0; at + PARAMETER.length <= form.length; at++) {
      if ((at == 0 || form[at - 1] == '&') && startsAt(form, at)) {
        int start = at + PARAMETER.length;
        int end = start;
        while (end < form.length && form[end] != '&') {
          end++;
        }
        return new String(form, start, end - start, StandardCharsets.US_ASCII);
      }
    }
    return null;
  }

  private static boolean startsAt(byte[] form, int at) {
    for (int i = 0; i < PARAMETER.length; i++) {
      if (form[at + i] != PARAMETER[i]) {
        return false;
      }
    }
    return true;
  }

  /// The text after a member's name, somewhere in the payload of a compact JWS.
  private static @Nullable String member(String token, String name) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    byte[] payload =
        first < 0 || second < 0 ? null : Base64Url.decode(token.substring(first + 1, second));
    if (payload == null) {
      return null;
    }
    String text = new String(payload, StandardCharsets.UTF_8);
    int at = text.indexOf(name);
    int start = at < 0 ? -1 : text.indexOf('"', at + name.length()) + 1;
    int end = start < 1 ? -1 : text.indexOf('"', start);
    return end < 0 ? null : text.substring(start, end);
  }
}
