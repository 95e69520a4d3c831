package io.legate.demo.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Everything the company knows when the day begins.
///
/// A folder has `vendors.csv`, `purchase-orders.csv`, `goods-receipts.csv`, `customers.csv` and a
/// folder `invoices` of UBL files. Where it also has `expected.csv`, the outcome of each invoice is
/// compared with it at the end; without it only what holds for any folder is.
///
/// @param invoices file names, sorted
public record InputFolder(
    Path root,
    Map<String, Vendor> vendors,
    Map<String, PurchaseOrder> orders,
    List<GoodsReceipt> receipts,
    Map<String, Customer> customers,
    List<String> invoices,
    Map<String, ExpectedOutcome> expected) {

  /// More than this is another day's work.
  public static final int INVOICES_MAX = 1000;

  private static final List<String> TABLES =
      List.of(
          "vendors.csv",
          "purchase-orders.csv",
          "goods-receipts.csv",
          "customers.csv",
          "expected.csv");

  /// Reads and checks a folder.
  ///
  /// @throws UnusableInputException if it cannot be worked with
  public static InputFolder read(Path root) throws UnusableInputException, IOException {
    var vendors = byId(root, "vendors.csv", Vendor::of, Vendor::id);
    var orders = byId(root, "purchase-orders.csv", PurchaseOrder::of, PurchaseOrder::id);
    var customers = byId(root, "customers.csv", Customer::of, Customer::id);
    var receipts = byId(root, "goods-receipts.csv", GoodsReceipt::of, GoodsReceipt::id);
    for (var order : orders.values()) {
      if (!vendors.containsKey(order.vendorId())) {
        throw unknown("purchase-orders.csv", order.id(), "vendor", order.vendorId());
      }
      if (!order.shipTo().isEmpty() && !customers.containsKey(order.shipTo())) {
        throw unknown("purchase-orders.csv", order.id(), "customer", order.shipTo());
      }
    }
    for (var receipt : receipts.values()) {
      if (!orders.containsKey(receipt.orderId())) {
        throw unknown("goods-receipts.csv", receipt.id(), "order", receipt.orderId());
      }
    }
    Map<String, ExpectedOutcome> expected =
        Files.exists(root.resolve("expected.csv"))
            ? byId(root, "expected.csv", ExpectedOutcome::of, ExpectedOutcome::file)
            : Map.of();
    List<String> invoices = invoices(root.resolve("invoices"));
    if (!expected.isEmpty() && !expected.keySet().equals(new HashSet<>(invoices))) {
      throw new UnusableInputException("`expected.csv` does not name exactly the invoices");
    }
    return new InputFolder(
        root, vendors, orders, List.copyOf(receipts.values()), customers, invoices, expected);
  }

  /// Copies the folder that comes with the demonstration to `root`, so that a person can look at
  /// what is being worked on, and reads it.
  public static InputFolder unpack(Path root) throws UnusableInputException, IOException {
    Files.createDirectories(root.resolve("invoices"));
    for (String table : TABLES) {
      copy(table, root);
    }
    for (var row : Csv.read(root.resolve("expected.csv"))) {
      copy("invoices/" + row.required("file"), root);
    }
    return read(root);
  }

  /// Returns the vendors that nobody may pay.
  public List<String> blockedVendors() {
    return vendors.values().stream().filter(Vendor::blocked).map(Vendor::id).toList();
  }

  /// Returns the file of an invoice.
  public Path invoice(String file) {
    return root.resolve("invoices").resolve(file);
  }

  private static void copy(String name, Path root) throws IOException {
    try (InputStream in = InputFolder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("`" + name + "` is missing from the program");
      }
      Files.write(root.resolve(name), in.readAllBytes());
    }
  }

  private static List<String> invoices(Path folder) throws UnusableInputException, IOException {
    if (!Files.isDirectory(folder)) {
      throw new UnusableInputException("`invoices` is missing from the input folder");
    }
    var names = new ArrayList<String>();
    try (var files = Files.list(folder)) {
      files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
    }
    if (names.isEmpty() || names.size() > INVOICES_MAX) {
      throw new UnusableInputException(
          "`invoices` holds " + names.size() + " files, not 1 to " + INVOICES_MAX);
    }
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*")) {
        throw new UnusableInputException(
            "`" + name + "` has other than letters, digits, dashes, dots in its name");
      }
    }
    return List.copyOf(names);
  }

  private interface Parser<T> {
    T parse(Csv.Row row) throws UnusableInputException;
  }

  private static <T> Map<String, T> byId(
      Path root, String file, Parser<T> parser, Function<T, String> id)
      throws UnusableInputException, IOException {
    var all = new LinkedHashMap<String, T>();
    for (var row : Csv.read(root.resolve(file))) {
      T value = parser.parse(row);
      if (all.put(id.apply(value), value) != null) {
        throw row.wrong("`" + id.apply(value) + "` is there twice");
      }
    }
    return java.util.Collections.unmodifiableMap(all);
  }

  private static UnusableInputException unknown(String file, String id, String kind, String name) {
    return new UnusableInputException(
        "%s: `%s` names %s `%s`, which is not there".formatted(file, id, kind, name));
  }
}
