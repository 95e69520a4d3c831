package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `url`: a URL with one of several schemes, hosts and ports, in one path tree.
///
/// A private, loopback or link-local address is refused in every spelling, and so is a name that is
/// not public, unless `hosts` names it itself. What a public name resolves to, and where the server
/// redirects, is NOT checked: whoever connects must. The query is free.
///
/// @param schemes of `http`, `https`, `ws`, `wss`
/// @param hosts null for any public host
/// @param ports null for the default port of the scheme
/// @param path the URL's path is this or below it; `/` for any
public record UrlSet(
    List<String> schemes,
    @Nullable List<HostPattern> hosts,
    @Nullable List<Integer> ports,
    String path)
    implements Constraint {

  static final String TYPE = "url";

  public UrlSet {
    schemes = Values.requireDistinct(schemes);
    hosts = hosts == null ? null : Values.requireDistinct(hosts);
    ports = ports == null ? null : Values.requireDistinct(ports);
    if (!NormalForm.WEB_SCHEMES.containsAll(schemes)) {
      throw new IllegalArgumentException("schemes are `http`, `https`, `ws` and `wss`");
    }
    if (ports != null && ports.stream().anyMatch(port -> port < 1 || port > 65_535)) {
      throw new IllegalArgumentException("a port is a whole number from 1 to 65535");
    }
    if (!path.startsWith("/") || NormalForm.path(path) != null) {
      throw new IllegalArgumentException("`path` must be an absolute path in normal form");
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    if (!(value instanceof Json.Str(var text))) {
      return Mismatch.of(Why.WRONG_TYPE, this, value);
    }
    WebUrl url = WebUrl.parse(text);
    if (url == null) {
      return Mismatch.of(Why.NOT_NORMAL_FORM, this, value);
    }
    var found = new ArrayList<Mismatch>(0);
    if (!schemes.contains(url.scheme())) {
      found.add(new Mismatch(Why.SCHEME_NOT_LISTED, this, value));
    }
    Why host = hostRefusal(url.host());
    if (host != null) {
      found.add(new Mismatch(host, this, value));
    }
    if (!admitsPort(url.scheme(), url.port())) {
      found.add(new Mismatch(Why.PORT_NOT_LISTED, this, value));
    }
    if (!PathTree.holds(path, url.path())) {
      found.add(new Mismatch(Why.OUTSIDE_TREE, this, value));
    }
    return List.copyOf(found);
  }

  private @Nullable Why hostRefusal(String host) {
    if (hosts == null) {
      return HostName.isPublic(host) ? null : Why.PRIVATE_ADDRESS;
    }
    return hosts.stream().anyMatch(pattern -> pattern.admits(host)) ? null : Why.HOST_NOT_LISTED;
  }

  private boolean admitsPort(String scheme, int port) {
    return ports == null ? port == NormalForm.defaultPort(scheme) : ports.contains(port);
  }

  /// Returns whether every scheme, host, port and path of `narrower` is admitted here.
  boolean contains(UrlSet narrower) {
    return schemes.containsAll(narrower.schemes)
        && containsHosts(narrower.hosts)
        && narrower.schemes.stream().allMatch(scheme -> containsPorts(scheme, narrower))
        && PathTree.holds(path, narrower.path);
  }

  private boolean containsHosts(@Nullable List<HostPattern> narrower) {
    if (hosts == null) {
      return narrower == null || narrower.stream().allMatch(HostPattern::isPublic);
    }
    return narrower != null
        && narrower.stream()
            .allMatch(host -> hosts.stream().anyMatch(pattern -> pattern.contains(host)));
  }

  private boolean containsPorts(String scheme, UrlSet narrower) {
    return narrower.ports == null
        ? admitsPort(scheme, NormalForm.defaultPort(scheme))
        : narrower.ports.stream().allMatch(port -> admitsPort(scheme, port));
  }

  @Override
  public Json.Obj toJson() {
    var json = Constraint.json(TYPE).with("schemes", Json.Arr.ofStrings(schemes));
    if (hosts != null) {
      json.with("hosts", Values.texts(hosts));
    }
    if (ports != null) {
      json.with(
          "ports",
          new Json.Arr(ports.stream().<Json>map(port -> new Json.Num(port.toString())).toList()));
    }
    return json.with("path", path).build();
  }
}
