package io.legate.chaos.stage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A network namespace for each seat, all connected by a bridge in one more, so that the machine's
/// own network is not touched.
///
/// Their names begin with `legate-chaos-` and the number of the process that made them, by which
/// those of dead runs are known.
public final class Namespaces implements Network {

  private static final String FAMILY = "legate-chaos-";
  private static final Pattern NAME = Pattern.compile(FAMILY + "([0-9]+)-[a-z0-9]+");

  /// Nobody's hardware address: what is sent to it arrives nowhere.
  private static final String NOWHERE = "02:00:00:00:00:fe";

  private final String prefix;
  private final Map<Seat, String> hardware = new EnumMap<>(Seat.class);

  private Namespaces(String prefix) {
    this.prefix = prefix;
  }

  /// Returns whether this process may make network namespaces.
  public static boolean isPossible() {
    try {
      String name = FAMILY + ProcessHandle.current().pid() + "-try";
      boolean made = Shell.tryRun(List.of("ip", "netns", "add", name)).code() == 0;
      return made && Shell.tryRun(List.of("ip", "netns", "del", name)).code() == 0;
    } catch (StageException e) {
      return false;
    }
  }

  /// Makes the namespaces of this process and everything between them.
  public static Namespaces make() throws StageException {
    var made = new Namespaces(FAMILY + ProcessHandle.current().pid() + "-");
    boolean done = false;
    try {
      made.build();
      done = true;
      return made;
    } finally {
      if (!done) {
        made.remove();
      }
    }
  }

  /// Returns the namespaces that another process made.
  ///
  /// @param prefix its [#prefix]
  public static Namespaces of(String prefix) {
    return new Namespaces(prefix);
  }

  /// What the names of all of these begin with.
  public String prefix() {
    return prefix;
  }

  /// Removes what runs left behind whose process is gone, and ends what still runs in it.
  public static void removeLeftovers() throws StageException {
    Set<String> dead = new LinkedHashSet<>();
    Matcher names = NAME.matcher(Shell.run(List.of("ip", "netns", "list")));
    while (names.find()) {
      if (!Files.exists(Path.of("/proc", names.group(1)))) {
        dead.add(FAMILY + names.group(1) + "-");
      }
    }
    for (String prefix : dead) {
      new Namespaces(prefix).remove();
    }
  }

  private void build() throws StageException {
    ip("netns", "add", hub());
    inHub("link", "add", "bridge", "type", "bridge");
    // Without it a cut takes as long to heal as the bridge takes to look for loops.
    inHub("link", "set", "bridge", "type", "bridge", "forward_delay", "0");
    inHub("link", "set", "bridge", "up");
    for (Seat seat : Seat.values()) {
      if (seat == Seat.GATE) {
        in(seat, "addr", "add", address(seat) + "/24", "dev", "net0");
        continue;
      }
      ip("netns", "add", name(seat));
      inHub(
          "link", "add", seat.word(), "type", "veth", "peer", "name", "net0", "netns", name(seat));
      inHub("link", "set", seat.word(), "master", "bridge");
      inHub("link", "set", seat.word(), "up");
      in(seat, "link", "set", "lo", "up");
      in(seat, "addr", "add", address(seat) + "/24", "dev", "net0");
      in(seat, "link", "set", "net0", "up");
    }
  }

  /// Ends what runs in the namespaces, and removes them with all that is in them.
  public void remove() throws StageException {
    var left = new ArrayList<String>();
    for (String line : Shell.run(List.of("ip", "netns", "list")).split("\n")) {
      String name = line.split(" ")[0];
      if (name.startsWith(prefix)) {
        left.add(name);
      }
    }
    for (String name : left) {
      for (String pid : Shell.tryRun(List.of("ip", "netns", "pids", name)).output().split("\n")) {
        if (!pid.isBlank()) {
          Shell.tryRun(List.of("kill", "-KILL", pid.strip()));
        }
      }
    }
    for (String name : left) {
      Shell.tryRun(List.of("ip", "netns", "del", name));
    }
  }

  @Override
  public String address(Seat seat) {
    return "10.213.0." + seat.number();
  }

  @Override
  public List<String> at(Seat seat) {
    return List.of("ip", "netns", "exec", name(seat));
  }

  @Override
  public boolean isCuttable() {
    return true;
  }

  @Override
  public void silence(Seat from, Seat to) throws StageException {
    in(from, "neigh", "replace", address(to), "lladdr", NOWHERE, "dev", "net0", "nud", "permanent");
  }

  @Override
  public void restore(Seat from, Seat to) throws StageException {
    // As if it had just been heard of, so that nobody waits for the next question.
    in(
        from,
        "neigh",
        "replace",
        address(to),
        "lladdr",
        hardware(to),
        "dev",
        "net0",
        "nud",
        "stale");
  }

  @Override
  public void unplug(Seat seat) throws StageException {
    inHub("link", "set", seat.word(), "down");
  }

  @Override
  public void plug(Seat seat) throws StageException {
    inHub("link", "set", seat.word(), "up");
  }

  @Override
  public AutoCloseable worsen(Seat seat, int delayMillis, int jitterMillis, double loss, long seed)
      throws StageException {
    return WorseWire.put(this, seat, new WorseWire.Worse(delayMillis, jitterMillis, loss), seed);
  }

  private String hardware(Seat seat) throws StageException {
    String known = hardware.get(seat);
    if (known == null) {
      known = readHardware(seat);
      hardware.put(seat, known);
    }
    return known;
  }

  private String readHardware(Seat seat) throws StageException {
    var command = new ArrayList<>(at(seat));
    command.addAll(List.of("cat", "/sys/class/net/net0/address"));
    return Shell.run(command).strip();
  }

  String hub() {
    return prefix + "hub";
  }

  private String name(Seat seat) {
    return prefix + seat.word();
  }

  void inHub(String... arguments) throws StageException {
    run(List.of("ip", "-n", hub()), arguments);
  }

  private void in(Seat seat, String... arguments) throws StageException {
    run(List.of("ip", "-n", name(seat)), arguments);
  }

  static void ip(String... arguments) throws StageException {
    run(List.of("ip"), arguments);
  }

  private static void run(List<String> beginning, String... arguments) throws StageException {
    var command = new ArrayList<>(beginning);
    command.addAll(List.of(arguments));
    Shell.run(command);
  }
}
