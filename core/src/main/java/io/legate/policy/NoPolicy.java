package io.legate.policy;

import io.legate.boundary.Boundary;
import io.legate.crypto.Sha256;
import io.legate.identity.ClientId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// No policy at all: nobody is entitled to anything.
final class NoPolicy implements Policy {

  static final NoPolicy INSTANCE = new NoPolicy("sha-256:" + Sha256.base64Url("{}"));

  private final String hash;

  /// @param hash of what was published and cannot be understood; of an empty object where nothing
  ///   was
  NoPolicy(String hash) {
    this.hash = hash;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public boolean isAbsent() {
    return true;
  }

  @Override
  public Ceiling mayAct(ClientId client) {
    return Ceiling.NOTHING;
  }

  @Override
  public Ceiling mayDelegate(ClientId client) {
    return Ceiling.NOTHING;
  }

  @Override
  public Ceiling mayHold(ClientId client) {
    return Ceiling.NOTHING;
  }

  @Override
  public boolean mayOpen(ClientId client) {
    return false;
  }

  @Override
  public boolean mayOpen(ClientId client, String template) {
    return false;
  }

  @Override
  public boolean selfSubject(ClientId client) {
    return false;
  }

  @Override
  public boolean mayPush(ClientId delegator, ClientId delegate) {
    return false;
  }

  @Override
  public boolean mayAddress(ClientId delegator, ClientId delegate) {
    return false;
  }

  @Override
  public @Nullable Template template(String name) {
    return null;
  }

  @Override
  public Map<String, String> attributes(ClientId client) {
    return Map.of();
  }

  @Override
  public Lifetimes lifetimes() {
    return Lifetimes.DEFAULT;
  }

  @Override
  public Lifetimes lifetimes(String action) {
    return Lifetimes.DEFAULT;
  }

  @Override
  public Lifetimes lifetimes(Boundary boundary) {
    return Lifetimes.DEFAULT;
  }

  @Override
  public Sizes sizes() {
    return Sizes.DEFAULT;
  }

  @Override
  public List<String> roles(ClientId client) {
    return List.of();
  }

  @Override
  public Catalogue catalogue() {
    return Catalogue.NONE;
  }

  @Override
  public List<Rule> rules(String action) {
    return List.of();
  }

  @Override
  public boolean hasList(String name) {
    return false;
  }

  @Override
  public List<Breaker> breakers() {
    return List.of();
  }

  @Override
  public EscalationDefaults escalation() {
    return EscalationDefaults.NONE;
  }

  @Override
  public List<String> removers(String label) {
    return List.of();
  }

  @Override
  public CarryOver carryOver() {
    return CarryOver.NONE;
  }

  @Override
  public @Nullable Trust trust() {
    return null;
  }
}
