package io.legate.app.config;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.idp.Whereabouts;
import io.legate.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `legate.yaml` says, with the defaults filled in. Keys and reasons: `docs/configuration.md`.
///
/// @param issuer the issuer identifier and the authority of every `htu`; null where none is given,
///   which only development accepts
/// @param listen where connections are accepted
/// @param data the folder of the embedded ledger, keys and local CA
/// @param ledger where events are kept
/// @param cluster which of the brokers on that ledger this is
/// @param signing what tokens are signed with, and how long a key is published before that
/// @param clients who may call
/// @param providers whose tokens may say for whom a task is
/// @param pairs who may consent to a hop in the two other ways
/// @param policy the folder of the policy bundle; null where there is none
/// @param limits of size, depth and time
/// @param witnesses that cosign this node's log and are none of our nodes
/// @param tls of the one port
/// @param development what must be off in production
public record LegateConfig(
    @Nullable String issuer,
    Listen listen,
    Path data,
    LedgerEntry ledger,
    ClusterEntry cluster,
    Signing signing,
    List<ClientEntry> clients,
    List<ProviderEntry> providers,
    Pairs pairs,
    @Nullable Path policy,
    Limits limits,
    List<WitnessEntry> witnesses,
    Tls tls,
    Development development) {

  public LegateConfig {
    clients = List.copyOf(clients);
    providers = List.copyOf(providers);
    witnesses = List.copyOf(witnesses);
  }

  /// Returns this configuration for another port.
  public LegateConfig withPort(int port) {
    return new LegateConfig(
        issuer,
        listen.withPort(port),
        data,
        ledger,
        cluster,
        signing,
        clients,
        providers,
        pairs,
        policy,
        limits,
        witnesses,
        tls,
        development);
  }

  /// Returns this configuration for another data folder.
  public LegateConfig withData(Path folder) {
    return new LegateConfig(
        issuer,
        listen,
        folder,
        ledger,
        cluster,
        signing,
        clients,
        providers,
        pairs,
        policy,
        limits,
        witnesses,
        tls,
        development);
  }

  /// A witness, as it is written; its key is not parsed yet.
  ///
  /// @param url its submission prefix
  /// @param key as notes write it
  public record WitnessEntry(URI url, String key) {}

  /// What tokens are signed with.
  ///
  /// @param ahead how long the next key is published before it signs
  public record Signing(SignatureAlgorithm algorithm, Duration ahead) {}

  /// An address to listen on.
  ///
  /// @param host an IP address or a name that resolves to one of this machine's
  /// @param port 0 for any that is free
  public record Listen(String host, int port) {
    static final Listen DEFAULT = new Listen("127.0.0.1", 8443);

    private static final Pattern HOST_AND_PORT =
        Pattern.compile("(?<host>[A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+]):(?<port>[0-9]{1,5})");

    /// Returns what `HOST:PORT` says, or null where it is none.
    static @Nullable Listen parse(String text) {
      var match = HOST_AND_PORT.matcher(text);
      if (!match.matches() || Integer.parseInt(match.group("port")) > 65_535) {
        return null;
      }
      String host = match.group("host").replaceAll("[\\[\\]]", "");
      return new Listen(host, Integer.parseInt(match.group("port")));
    }

    /// Whether it is every address of this machine, which is none to connect to.
    public boolean isEverywhere() {
      return host.equals("0.0.0.0") || host.equals("::");
    }

    Listen withPort(int other) {
      return new Listen(host, other);
    }
  }

  /// A client, as it is written; its keys and boundaries are not parsed yet.
  ///
  /// @param line where it stands in the file
  /// @param profile `sub_profile` of its `act`; null for clients that never act
  /// @param keys its public JWKs
  /// @param entitlements `authorization_details` of what it may itself do
  /// @param delegable what it may hold in order to pass it on
  /// @param selfSubject whether it may open a task without a subject's token
  /// @param audience of a resource server
  /// @param baseUris of a resource server
  public record ClientEntry(
      int line,
      ClientId id,
      ClientKind kind,
      @Nullable String profile,
      List<String> roles,
      List<String> scopes,
      List<Json.Obj> keys,
      Json.Arr entitlements,
      Json.Arr delegable,
      boolean selfSubject,
      @Nullable String audience,
      List<String> baseUris) {

    public ClientEntry {
      roles = List.copyOf(roles);
      scopes = List.copyOf(scopes);
      keys = List.copyOf(keys);
      baseUris = List.copyOf(baseUris);
    }
  }

  /// An identity provider, as it is written.
  ///
  /// @param typ what its tokens' `typ` must be; null for any
  /// @param ageMax how long ago a subject token may have been issued
  /// @param keys pinned; empty where they are fetched
  /// @param whereabouts where they are fetched; null where they are pinned
  /// @param authorities PEM file of who certifies that place; null for whom the system trusts
  /// @param subjects what tasks may be opened for, by what its tokens say of their subject; null
  ///   where that bounds nothing
  public record ProviderEntry(
      int line,
      String alias,
      String issuer,
      String audience,
      @Nullable String typ,
      Duration ageMax,
      List<Json.Obj> keys,
      @Nullable Whereabouts whereabouts,
      @Nullable Path authorities,
      @Nullable List<SubjectEntry> subjects) {

    static final Duration AGE_MAX = Duration.ofMinutes(5);

    // Spelled out, because a compact constructor loses the annotations in the class file.
    public ProviderEntry(
        int line,
        String alias,
        String issuer,
        String audience,
        @Nullable String typ,
        Duration ageMax,
        List<Json.Obj> keys,
        @Nullable Whereabouts whereabouts,
        @Nullable Path authorities,
        @Nullable List<SubjectEntry> subjects) {
      this.line = line;
      this.alias = alias;
      this.issuer = issuer;
      this.audience = audience;
      this.typ = typ;
      this.ageMax = ageMax;
      this.keys = List.copyOf(keys);
      this.whereabouts = whereabouts;
      this.authorities = authorities;
      this.subjects = subjects == null ? null : List.copyOf(subjects);
    }
  }

  /// Subjects of a provider, and what tasks may be opened for, for them.
  ///
  /// @param role null for any
  /// @param group null for any
  /// @param scope null for any
  /// @param may boundary entries
  public record SubjectEntry(
      int line,
      @Nullable String role,
      @Nullable String group,
      @Nullable String scope,
      Json.Arr may) {}

  /// Pairs of agents, each delegator before its delegate.
  ///
  /// @param push the delegator may exchange for the delegate's key
  /// @param addressed the delegator may have an instance addressed to the delegate
  public record Pairs(List<Pair> push, List<Pair> addressed) {
    public Pairs {
      push = List.copyOf(push);
      addressed = List.copyOf(addressed);
    }
  }

  /// Two agents in this order.
  public record Pair(ClientId delegator, ClientId delegate) {}

  /// TLS of the one port.
  ///
  /// @param certificate PEM, the server's first; null for one of the local CA
  /// @param key PEM, PKCS#8; given exactly if `certificate` is
  /// @param names DNS names, besides loopback, that the local CA certifies this broker for
  /// @param versions newest first
  public record Tls(
      @Nullable Path certificate, @Nullable Path key, List<String> names, List<String> versions) {

    static final List<String> VERSIONS = List.of("TLSv1.3");

    public Tls {
      names = List.copyOf(names);
      versions = List.copyOf(versions);
    }
  }

  /// What must be off in production.
  ///
  /// @param reflection whether gRPC reflection answers
  public record Development(boolean reflection) {}
}
