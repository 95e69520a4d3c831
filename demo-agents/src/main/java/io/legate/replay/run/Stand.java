package io.legate.replay.run;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerException;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.ResourceServerConfig;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.demo.role.DataFolder;
import io.legate.demo.stage.Broker;
import io.legate.demo.stage.BrokerConfiguration;
import io.legate.demo.stage.ChildProcess;
import io.legate.demo.stage.IdentityProvider;
import io.legate.demo.stage.StageException;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.policy.InvalidBundleException;
import io.legate.replay.recipe.Names;
import io.legate.replay.recipe.Recipe;
import io.legate.replay.recipe.Switches;
import io.legate.replay.suite.Suite;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A broker in a process of its own, and everybody who talks to it: planner, executor, the resource
/// server that has a suite's tools, and the person who is asked.
public final class Stand implements AutoCloseable {

  static final String USER = "user";

  private final ChildProcess broker;
  private final Agent planner;
  private final Agent executor;
  private final Owner owner;
  private final ResourceServer server;
  private final IdentityProvider provider;

  private Stand(
      ChildProcess broker,
      Agent planner,
      Agent executor,
      Owner owner,
      ResourceServer server,
      IdentityProvider provider) {
    this.broker = broker;
    this.planner = planner;
    this.executor = executor;
    this.owner = owner;
    this.server = server;
    this.provider = provider;
  }

  /// Starts the broker over an empty folder, with the recipe's policy in force.
  ///
  /// @param launcher the script that runs the broker
  public static Stand start(Path launcher, Path folder, Suite suite, Switches switches)
      throws StageException, IOException, BrokerException {
    var data = new DataFolder(folder);
    Files.createDirectories(data.logs());
    Files.createDirectories(data.policy());
    Json.Obj policy = Recipe.policy(suite, switches);
    Files.writeString(data.policy().resolve("recipe.yaml"), Jcs.text(policy) + "\n");
    var keys = new HashMap<String, Signer>();
    var provider = new IdentityProvider();
    Files.writeString(data.configuration(), configuration(keys, provider));
    ChildProcess broker = new Broker(launcher, data, Set.of()).start(0, false);
    var address = new BrokerAddress(URI.create(broker.awaitReady()), data.ca());
    var server = server(policy, address, key(keys, Names.RESOURCE_SERVER));
    return new Stand(
        broker,
        agent(Recipe.PLANNER, address, keys),
        agent(Recipe.EXECUTOR, address, keys),
        Owner.connect(USER, address, key(keys, USER)),
        server,
        provider);
  }

  /// A resource server whose answers disclose what the catalogue says.
  private static ResourceServer server(Json.Obj policy, BrokerAddress address, Signer key)
      throws BrokerException {
    var config =
        ResourceServerConfig.of(
            Names.RESOURCE_SERVER, Names.AUDIENCE, URI.create(Names.AUDIENCE + "/"), address, key);
    try {
      return ResourceServer.connect(
          policy.get("actions") instanceof Json.Obj actions ? config.observing(actions) : config);
    } catch (InvalidBundleException e) {
      throw new IllegalStateException("the recipe's catalogue is not one", e);
    }
  }

  private static Agent agent(String id, BrokerAddress address, Map<String, Signer> keys) {
    return Agent.connect(AgentConfig.of(id, address, key(keys, id)));
  }

  private static Signer key(Map<String, Signer> keys, String client) {
    return keys.computeIfAbsent(
        client, _ -> LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install()));
  }

  private static String configuration(Map<String, Signer> keys, IdentityProvider provider) {
    var text = new StringBuilder("# Written by the replay.\npolicy: policy\nclients:\n");
    append(text, client(keys, Recipe.PLANNER, "agent", "task", "task.open"));
    append(text, client(keys, Recipe.EXECUTOR, "agent", "task"));
    append(
        text,
        client(keys, USER, "approver", "approve")
            .with("roles", Json.Arr.ofStrings(List.of(Recipe.OWNER))));
    append(
        text,
        client(keys, Names.RESOURCE_SERVER, "resource_server", "authorize")
            .with("audience", Names.AUDIENCE)
            .with("base_uris", Json.Arr.ofStrings(List.of(Names.AUDIENCE + "/"))));
    text.append("identity_providers:\n  - ").append(Jcs.text(provider.configuration()));
    return text.append('\n').toString();
  }

  private static Json.Builder client(
      Map<String, Signer> keys, String id, String kind, String... scopes) {
    return Json.Obj.with("client_id", id)
        .with("kind", kind)
        .with("jwks", BrokerConfiguration.jwks(key(keys, id)))
        .with("scopes", Json.Arr.ofStrings(List.of(scopes)));
  }

  private static void append(StringBuilder text, Json.Builder client) {
    text.append("  - ").append(Jcs.text(client.build())).append('\n');
  }

  Agent planner() {
    return planner;
  }

  Agent executor() {
    return executor;
  }

  Owner owner() {
    return owner;
  }

  ResourceServer server() {
    return server;
  }

  IdentityProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    server.close();
    planner.close();
    executor.close();
    owner.close();
    broker.close();
  }
}
