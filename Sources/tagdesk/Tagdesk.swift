@main
struct Tagdesk {
  static func main() { print("tagdesk") }
}
