package io.legate.ledger.postgres;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which database, as whom, and how much of it may be lost.
///
/// @param url a JDBC address without user and password
/// @param user as whom; null for what the driver takes by itself
/// @param password theirs; null where none is needed, or where the driver finds it in `.pgpass`
/// @param lossAccepted whether to go on where a failing server would lose what was acknowledged
public record PostgresTarget(
    String url, @Nullable String user, @Nullable String password, boolean lossAccepted) {

  /// What every address begins with.
  public static final String SCHEME = "jdbc:postgresql:";

  public PostgresTarget {
    if (!url.startsWith(SCHEME + "//")) {
      throw new IllegalArgumentException("must begin with `" + SCHEME + "//`");
    }
    int host = SCHEME.length() + 2;
    int path = url.indexOf('/', host);
    if (path < 0 || path + 1 == url.length() || url.charAt(path + 1) == '?') {
      throw new IllegalArgumentException("must name a database after the host");
    }
    if (url.substring(host, path).contains("@")) {
      throw new IllegalArgumentException("must name user and password as parameters");
    }
  }

  /// Reads an address that may name `user` and `password` among its parameters. What it names comes
  /// before what is given beside it.
  ///
  /// @throws IllegalArgumentException if it is no such address; the message does not repeat it
  public static PostgresTarget of(
      String address, @Nullable String user, @Nullable String password, boolean lossAccepted) {
    String foundUser = user;
    String foundPassword = password;
    List<String> others = new ArrayList<>();
    int query = address.indexOf('?');
    if (query >= 0) {
      for (String parameter : address.substring(query + 1).split("&")) {
        String name = parameter.substring(0, Math.max(0, parameter.indexOf('=')));
        switch (name) {
          case "user" -> foundUser = value(parameter);
          case "password" -> foundPassword = value(parameter);
          default -> others.add(parameter);
        }
      }
    }
    String bare = query < 0 ? address : address.substring(0, query);
    String url = others.isEmpty() ? bare : bare + "?" + String.join("&", others);
    return new PostgresTarget(url, foundUser, foundPassword, lossAccepted);
  }

  private static String value(String parameter) {
    String text = parameter.substring(parameter.indexOf('=') + 1);
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Its message repeats what it could not read.
      throw new IllegalArgumentException("must have its parameters percent-encoded");
    }
  }

  /// Returns the same with one more parameter of the driver.
  PostgresTarget with(String name, String value) {
    String parameter = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    String longer = url + (url.indexOf('?') < 0 ? "?" : "&") + parameter;
    return new PostgresTarget(longer, user, password, lossAccepted);
  }

  /// Without the password, and without the parameters, which may hold another.
  @Override
  public String toString() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
