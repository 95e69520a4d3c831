package io.legate.assembly;

import io.legate.boundary.Boundary;
import io.legate.identity.ClientId;
import io.legate.policy.Breaker;
import io.legate.policy.Catalogue;
import io.legate.policy.Policy;
import io.legate.policy.Rule;
import io.legate.policy.Trust;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A policy with rules, breakers and trust beside what another says.
public record PolicyWith(
    Policy base, List<Rule> rules, List<Breaker> breakers, @Nullable Trust trust)
    implements Policy {

  @Override
  public String hash() {
    return base.hash();
  }

  @Override
  public Boundary mayAct(ClientId client) {
    return base.mayAct(client);
  }

  @Override
  public Boundary mayDelegate(ClientId client) {
    return base.mayDelegate(client);
  }

  @Override
  public boolean mayOpen(ClientId client) {
    return base.mayOpen(client);
  }

  @Override
  public boolean selfSubject(ClientId client) {
    return base.selfSubject(client);
  }

  @Override
  public boolean mayPush(ClientId delegator, ClientId delegate) {
    return base.mayPush(delegator, delegate);
  }

  @Override
  public boolean mayAddress(ClientId delegator, ClientId delegate) {
    return base.mayAddress(delegator, delegate);
  }

  @Override
  public Lifetimes lifetimes() {
    return base.lifetimes();
  }

  @Override
  public List<String> roles(ClientId client) {
    return base.roles(client);
  }

  @Override
  public Catalogue catalogue() {
    return base.catalogue();
  }

  @Override
  public List<Rule> rules(String action) {
    return rules;
  }
}
