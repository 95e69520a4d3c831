package io.legate.demo.input;

import java.math.BigDecimal;

/// What has arrived for an order.
public record GoodsReceipt(String id, String orderId, BigDecimal quantity, String receivedOn) {

  static GoodsReceipt of(Csv.Row row) throws UnusableInputException {
    return new GoodsReceipt(
        row.required("receipt_id"),
        row.required("order_id"),
        Amounts.of(row, "quantity"),
        row.required("received_on"));
  }
}
