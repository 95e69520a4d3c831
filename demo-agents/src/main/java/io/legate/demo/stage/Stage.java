package io.legate.demo.stage;

import io.legate.client.broker.BrokerAddress;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Person;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.role.DataFolder;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Every process of one demonstration.
public final class Stage implements AutoCloseable {

  /// The whole job is one instruction.
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(3);

  /// Processes that get ready side by side.
  private static final int AT_ONCE = 4;

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx128m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          // Standard output belongs to the role's own lines.
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final DataFolder folder;
  private final Set<Party> parties;
  private final Broker launcher;
  private final boolean brokerOutlives;
  private final BiConsumer<Party, Fields> events;
  private final Map<Party, ChildProcess> roles = new EnumMap<>(Party.class);
  private final Map<Party, CompletableFuture<Void>> connected = new EnumMap<>(Party.class);
  private final Map<String, CompletableFuture<Fields>> answers = new ConcurrentHashMap<>();
  private final AtomicInteger instructionCount = new AtomicInteger();
  private final IdentityProvider provider = new IdentityProvider();
  private @Nullable ChildProcess broker;
  private @Nullable Operator operator;
  private final Map<Person, Reviewer> reviewers = new EnumMap<>(Person.class);
  private String brokerUrl = "";

  /// @param parties who takes part
  /// @param launcher the script that runs the broker
  /// @param brokerOutlives whether the broker is left running at the end
  /// @param events hears what every role tells
  public Stage(
      DataFolder folder,
      Set<Party> parties,
      Path launcher,
      boolean brokerOutlives,
      BiConsumer<Party, Fields> events) {
    this.folder = folder;
    this.parties = Collections.unmodifiableSet(EnumSet.copyOf(parties));
    this.launcher = new Broker(launcher, folder, this.parties);
    this.brokerOutlives = brokerOutlives;
    this.events = events;
  }

  /// Starts everything, and returns when everybody knows where everybody is.
  ///
  /// The resource servers' addresses are part of the broker's configuration and the broker's
  /// address is the resource servers' setting, so roles take their ports first and connect last.
  ///
  /// @param progress hears what is being done, for people
  public void start(Path input, Consumer<String> progress) throws StageException, IOException {
    Files.createDirectories(folder.logs());
    progress.accept("making keys, a certificate authority and certificates");
    Map<Party, Signer> keys = keys();
    launcher.issueCertificates();
    long agents = parties.stream().filter(Party::isAgent).count();
    progress.accept(
        "starting %s resource servers and %s agents".formatted(parties.size() - agents, agents));
    var addresses = new EnumMap<Party, String>(Party.class);
    for (List<Party> lot : lots()) {
      for (Party party : lot) {
        connected.put(party, new CompletableFuture<>());
        roles.put(party, startRole(party, input));
      }
      for (Party party : lot) {
        addresses.put(party, role(party).awaitReady());
      }
    }
    Signer operatorKey = key(folder.operatorKey());
    Map<Person, Signer> people = peopleKeys();
    PolicyBundle.unpack(folder.policy());
    Files.writeString(
        folder.configuration(),
        BrokerConfiguration.text(
            keys,
            people,
            addresses,
            operatorKey,
            provider,
            String.valueOf(folder.policy().getFileName())));
    progress.accept("starting the broker");
    broker = launcher.start(0, brokerOutlives);
    brokerUrl = broker.awaitReady();
    progress.accept("the broker is at " + brokerUrl + "; everybody connects");
    var setting = Json.Obj.with("broker", brokerUrl);
    addresses.forEach((party, address) -> setting.with(party.word(), address));
    String line = Jcs.text(setting.build());
    var address = new BrokerAddress(URI.create(brokerUrl), folder.ca());
    operator = new Operator(address, operatorKey);
    people.forEach((person, key) -> reviewers.put(person, new Reviewer(person, address, key)));
    for (List<Party> lot : lots()) {
      for (Party party : lot) {
        role(party).say(line);
      }
      for (Party party : lot) {
        await(Objects.requireNonNull(connected.get(party)), party.word() + " to connect");
      }
    }
  }

  /// The parties, a few at a time: more would only be in each other's way.
  private List<List<Party>> lots() {
    var lots = new ArrayList<List<Party>>();
    var all = List.copyOf(parties);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      lots.add(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
    }
    return lots;
  }

  private ChildProcess role(Party party) {
    return Objects.requireNonNull(roles.get(party), () -> party.word() + " takes no part");
  }

  private Map<Party, Signer> keys() throws IOException {
    var keys = new EnumMap<Party, Signer>(Party.class);
    for (Party party : parties) {
      keys.put(party, key(folder.key(party)));
    }
    return keys;
  }

  private Map<Person, Signer> peopleKeys() throws IOException {
    var keys = new EnumMap<Person, Signer>(Person.class);
    for (Person person : Person.values()) {
      keys.put(person, key(folder.key(person)));
    }
    return keys;
  }

  private static Signer key(Path file) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return KeyFile.createOrRead(file, SignatureAlgorithm.ES256, CryptoProviders.install());
  }

  private ChildProcess startRole(Party party, Path input) throws StageException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.legate.demo.Main", "role", party.word()));
    command.addAll(List.of("--data", folder.root().toString(), "--input", input.toString()));
    return ChildProcess.start(
        party.word(),
        command,
        folder.logs().resolve(party.word() + ".log"),
        line -> heard(party, line),
        () -> ended(party));
  }

  private void ended(Party party) {
    nobodyWaits(new StageException(party.word() + " is gone; see " + folder.logs()));
  }

  /// One that fails takes the demonstration with it: what it had to say will not come.
  private void nobodyWaits(StageException why) {
    connected.values().forEach(connecting -> connecting.completeExceptionally(why));
    answers.values().forEach(answer -> answer.completeExceptionally(why));
  }

  private void heard(Party party, String line) {
    try {
      Fields event = Fields.read(line);
      switch (event.string("event")) {
        case "connected" -> Objects.requireNonNull(connected.get(party)).complete(null);
        case "answer" -> {
          var waiting = answers.remove(event.string("id"));
          if (waiting != null) {
            waiting.complete(event.fields("answer"));
          }
        }
        case String _ -> events.accept(party, event);
      }
    } catch (BadMessageException e) {
      nobodyWaits(new StageException(party.word() + " said something else than an event", e));
    }
  }

  /// Gives a role an instruction and waits for its answer.
  public Fields instruct(Party party, Json.Obj instruction) throws StageException {
    String id = Integer.toString(instructionCount.incrementAndGet());
    var answer = new CompletableFuture<Fields>();
    answers.put(id, answer);
    var members = new LinkedHashMap<>(instruction.members());
    members.put("id", new Json.Str(id));
    role(party).say(Jcs.text(new Json.Obj(members)));
    return await(answer, party.word() + " to answer");
  }

  private <T> T await(CompletableFuture<T> future, String what) throws StageException {
    try {
      return future.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StageException why) {
        throw why;
      }
      throw new StageException("waiting for " + what + " failed", e);
    } catch (TimeoutException e) {
      throw new StageException("waited in vain for " + what + "; see " + folder.logs(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("waiting for " + what + " was interrupted", e);
    }
  }

  /// Whose tokens say for whom a task is.
  public IdentityProvider provider() {
    return provider;
  }

  /// Who changes lists and signals.
  public Operator operator() {
    return Objects.requireNonNull(operator);
  }

  /// A person who is asked about actions.
  public Reviewer reviewer(Person person) {
    return Objects.requireNonNull(reviewers.get(person));
  }

  /// Where the broker is.
  public String brokerUrl() {
    return brokerUrl;
  }

  /// The broker's process.
  public long brokerPid() {
    return Objects.requireNonNull(broker).pid();
  }

  /// Kills the broker, as a power cut would.
  public void killBroker() {
    Objects.requireNonNull(broker).kill();
  }

  /// Starts the broker again over what it left behind, where it was before.
  public void restartBroker() throws StageException {
    broker = launcher.start(URI.create(brokerUrl).getPort(), brokerOutlives);
    broker.awaitReady();
  }

  /// Ends every process, the broker last and only if it is not to go on.
  @Override
  public void close() {
    if (operator != null) {
      operator.close();
    }
    reviewers.values().forEach(Reviewer::close);
    roles.values().parallelStream().forEach(ChildProcess::close);
    if (broker != null && !brokerOutlives) {
      broker.close();
    }
  }
}
