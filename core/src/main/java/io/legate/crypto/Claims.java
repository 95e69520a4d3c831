package io.legate.crypto;

import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads claims by name and type. A claim that is missing or of another type is refused, in the
/// words of the boundary that reads it; a claim nobody asks for is not looked at, except by
/// [#only].
///
/// @param <X> what that boundary throws
public final class Claims<X extends Exception> {

  /// The last second that a date may name, in the year 2286. Dates are whole seconds since 1970:
  /// fractions, exponents and negative numbers are refused.
  public static final long EPOCH_SECONDS_MAX = 9_999_999_999L;

  private final Obj claims;
  private final Refusal<X> refusal;

  /// Reads `claims`.
  public Claims(Obj claims, Refusal<X> refusal) {
    this.claims = claims;
    this.refusal = refusal;
  }

  /// Makes the exception of a boundary.
  public interface Refusal<X extends Exception> {
    /// Returns the exception for what is wrong with `claim`.
    X of(Fault fault, String claim);
  }

  /// What is wrong with a claim.
  public enum Fault {
    MISSING,
    MALFORMED,
    UNKNOWN
  }

  /// Returns whether the claim is there, whatever its value.
  public boolean has(String name) {
    return claims.get(name) != null;
  }

  /// Returns a string that is not empty.
  public String string(String name) throws X {
    return require(name, optionalString(name));
  }

  /// Returns a string that is not empty, or null where the claim is absent.
  public @Nullable String optionalString(String name) throws X {
    return switch (claims.get(name)) {
      case null -> null;
      case Str(var text) when !text.isEmpty() -> text;
      case Json _ -> throw malformed(name);
    };
  }

  /// Returns a string of 1 to `charactersMax` characters.
  public String string(String name, int charactersMax) throws X {
    String text = string(name);
    if (text.length() > charactersMax) {
      throw malformed(name);
    }
    return text;
  }

  /// Returns a date (RFC 7519 section 2, NumericDate), in whole seconds.
  public Instant date(String name) throws X {
    return require(name, optionalDate(name));
  }

  /// Returns a date in whole seconds, or null where the claim is absent.
  public @Nullable Instant optionalDate(String name) throws X {
    Long seconds = optionalCount(name, EPOCH_SECONDS_MAX);
    return seconds == null ? null : Instant.ofEpochSecond(seconds);
  }

  /// Returns a whole number from 0 to `max`.
  public long count(String name, long max) throws X {
    return require(name, optionalCount(name, max));
  }

  /// Returns a whole number from 0 to `max`, or null where the claim is absent.
  public @Nullable Long optionalCount(String name, long max) throws X {
    return switch (claims.get(name)) {
      case null -> null;
      case Num(var text) when isCount(text, max) -> Long.valueOf(text);
      case Json _ -> throw malformed(name);
    };
  }

  /// Returns an object's members.
  public Claims<X> object(String name) throws X {
    return require(name, optionalObject(name));
  }

  /// Returns an object's members, or null where the claim is absent.
  public @Nullable Claims<X> optionalObject(String name) throws X {
    return switch (claims.get(name)) {
      case null -> null;
      case Obj object ->
          new Claims<>(object, (fault, member) -> refusal.of(fault, name + "." + member));
      case Json _ -> throw malformed(name);
    };
  }

  /// Returns an array.
  public Arr array(String name) throws X {
    return require(name, optionalArray(name));
  }

  /// Returns an array, or null where the claim is absent.
  public @Nullable Arr optionalArray(String name) throws X {
    return switch (claims.get(name)) {
      case null -> null;
      case Arr array -> array;
      case Json _ -> throw malformed(name);
    };
  }

  /// Returns `cnf.jkt`, the thumbprint of the holder's key (RFC 9449 section 6.1), and refuses any
  /// other way of naming one.
  public Thumbprint holder() throws X {
    return require("cnf", optionalHolder());
  }

  /// Returns `cnf.jkt`, or null where there is no `cnf`.
  public @Nullable Thumbprint optionalHolder() throws X {
    var cnf = optionalObject("cnf");
    if (cnf == null) {
      return null;
    }
    cnf.only(Set.of("jkt"));
    String jkt = cnf.string("jkt");
    if (!Base64Url.isCanonical(jkt, 32)) {
      throw malformed("cnf.jkt");
    }
    return new Thumbprint(jkt);
  }

  /// Refuses every claim but these.
  public void only(Set<String> names) throws X {
    for (String name : claims.members().keySet()) {
      if (!names.contains(name)) {
        throw refusal.of(Fault.UNKNOWN, name);
      }
    }
  }

  /// Returns the refusal of a claim whose value cannot be what it stands for.
  public X malformed(String name) {
    return refusal.of(Fault.MALFORMED, name);
  }

  private <T> T require(String name, @Nullable T value) throws X {
    if (value == null) {
      throw refusal.of(Fault.MISSING, name);
    }
    return value;
  }

  private static boolean isCount(String text, long max) {
    if (text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    return Long.parseLong(text) <= max;
  }
}
