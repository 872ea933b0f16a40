import Synchronization
import Tagging

/// Orders of all contacts, as they were asked for.
///
/// It belongs to one state of the table: a change puts one in its place that knows which rows have to be sorted in
/// again.
final class SortCache: Sendable {
  /// An order, and the rows that changed since it was made.
  struct Order: Sendable {
    var rows: [UInt32]
    var changed: RowSet = []
  }

  /// Orders kept at a time; each takes 4 bytes a contact.
  private static let mostOrders = 3

  private let orders: Mutex<[(key: SortOrder, order: Order)]>

  init() { orders = Mutex([]) }

  private init(_ kept: [(key: SortOrder, order: Order)]) { orders = Mutex(kept) }

  func order(_ key: SortOrder) -> Order? { orders.withLock { $0.first { $0.key == key }?.order } }

  func keep(_ rows: [UInt32], as key: SortOrder) {
    orders.withLock { orders in
      orders.removeAll { $0.key == key }
      orders.insert((key, Order(rows: rows)), at: 0)
      if orders.count > Self.mostOrders { orders.removeLast() }
    }
  }

  /// The cache of the state after some rows changed: never this one, which snapshots may go on filling.
  func after(changeOf rows: [ContactRow], onlyTags: Bool) -> SortCache {
    orders.withLock { orders in
      SortCache(
        orders.compactMap { key, order in
          if onlyTags && key.key != .tagCount { return (key, order) }
          var order = order
          for row in rows { order.changed.insert(row) }
          // Beyond this, sorting from the beginning is as fast.
          return order.changed.count > 1_000 + order.rows.count / 50 ? nil : (key, order)
        })
    }
  }
}
