/// A name in its own script, and how it is written in a mail address.
struct SeedName: Sendable {
  let text: String
  let ascii: String

  init(_ text: String, _ ascii: String) {
    self.text = text
    self.ascii = ascii
  }

  /// A name that is written in mail addresses as it is.
  init(_ text: String) {
    self.init(text, text.lowercased())
  }
}

/// First and last names that go together, and where people with them live.
struct SeedPeople: Sendable {
  let firstNames: [SeedName]
  let lastNames: [SeedName]
  let places: [SeedPlace]
  /// How many of a hundred contacts are of these people.
  let share: Int
}

/// A city with what goes with it.
struct SeedPlace: Sendable {
  let city: String
  let state: String
  let country: String
  let timezone: String
  /// The beginning of phone numbers, and how many digits follow.
  let prefix: String
  let digits: Int

  init(
    _ city: String, _ state: String, _ country: String, _ timezone: String, _ prefix: String, _ digits: Int
  ) {
    self.city = city
    self.state = state
    self.country = country
    self.timezone = timezone
    self.prefix = prefix
    self.digits = digits
  }
}

extension SeedPeople {
  /// Everybody, those who are many first.
  static let all =
    [english, spanish, german, french, nordic, slavic, cyrillic, greek, arabic, hebrew, devanagari]
    + [chinese, japanese, korean, thai, vietnamese]

  private static func plain(_ names: String) -> [SeedName] {
    names.split(separator: " ").map { SeedName(String($0)) }
  }

  /// Names written `text/ascii`, separated by spaces.
  private static func pairs(_ names: String) -> [SeedName] {
    names.split(separator: " ").map { pair in
      let sides = pair.split(separator: "/").map(String.init)
      return sides.count == 2 ? SeedName(sides[0], sides[1]) : SeedName(sides[0])
    }
  }

  private static let english = SeedPeople(
    firstNames: plain(
      """
      Olivia Emma Liam Noah Amelia Ava Sophia Lucas Mason Ethan Harper Evelyn Abigail Henry Jack Owen Grace Chloe \
      Daniel Michael Sarah Laura Kevin Brian Megan Rachel Peter Thomas Alice Helen George Martin Diana Victor Oscar \
      Ruby Hazel Nathan Aaron Leah
      """),
    lastNames: plain(
      """
      Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Thompson White Harris Clark \
      Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Baker Nelson Carter Mitchell Roberts Turner \
      Phillips Campbell Parker Evans Edwards Collins Stewart
      """) + [
        SeedName("O'Brien", "obrien"), SeedName("Smith-Jones", "smith-jones"),
        SeedName("Ó Súilleabháin", "osullivan"),
      ],
    places: [
      SeedPlace("Portland", "OR", "US", "America/Los_Angeles", "+1503", 7),
      SeedPlace("New York", "NY", "US", "America/New_York", "+1212", 7),
      SeedPlace("Austin", "TX", "US", "America/Chicago", "+1512", 7),
      SeedPlace("Saint Louis", "MO", "US", "America/Chicago", "+1314", 7),
      SeedPlace("Toronto", "ON", "CA", "America/Toronto", "+1416", 7),
      SeedPlace("London", "", "GB", "Europe/London", "+4420", 8),
      SeedPlace("Sydney", "NSW", "AU", "Australia/Sydney", "+612", 8),
    ],
    share: 46)

  private static let spanish = SeedPeople(
    firstNames: pairs(
      "José/jose María/maria Ana Luis Sofía/sofia Martín/martin Begoña/begona Íñigo/inigo João/joao Conceição/conceicao"
    ),
    lastNames: pairs(
      "García/garcia Núñez/nunez López/lopez Ibáñez/ibanez Lima Peña/pena Gonçalves/goncalves Araújo/araujo Muñoz/munoz"
    ),
    places: [
      SeedPlace("Ciudad de México", "CDMX", "MX", "America/Mexico_City", "+5255", 8),
      SeedPlace("São Paulo", "SP", "BR", "America/Sao_Paulo", "+5511", 9),
      SeedPlace("Málaga", "", "ES", "Europe/Madrid", "+34952", 6),
    ],
    share: 12)

  private static let german = SeedPeople(
    firstNames: pairs("Jürgen/juergen Käthe/kaethe Anna Björn/bjoern Lena Uwe Sören/soeren Zoë/zoe Franz"),
    lastNames: pairs(
      "Müller/mueller Schröder/schroeder Weiß/weiss Groß/gross Bäcker/baecker Vogel Krüger/krueger Jäger/jaeger"
    ),
    places: [
      SeedPlace("München", "", "DE", "Europe/Berlin", "+4989", 8),
      SeedPlace("Zürich", "ZH", "CH", "Europe/Zurich", "+4144", 7),
    ],
    share: 7)

  private static let french = SeedPeople(
    firstNames: pairs(
      "François/francois Chloé/chloe Hélène/helene Benoît/benoit Maëlle/maelle Noël/noel Agnès/agnes"),
    lastNames: pairs(
      "Lefèvre/lefevre Dubois Gérard/gerard L'Hôpital/lhopital Béranger/beranger Côté/cote D'Aœust/daoust"),
    places: [
      SeedPlace("Besançon", "", "FR", "Europe/Paris", "+33381", 6),
      SeedPlace("Montréal", "QC", "CA", "America/Toronto", "+1514", 7),
    ],
    share: 6)

  private static let nordic = SeedPeople(
    firstNames: pairs("Åsa/asa Øystein/oystein Þóra/thora Mikkel Aino Lars Sigrún/sigrun"),
    lastNames: pairs(
      "Lindström/lindstrom Ødegård/odegard Jónsdóttir/jonsdottir Sørensen/sorensen Hämäläinen/hamalainen"),
    places: [
      SeedPlace("Malmö", "", "SE", "Europe/Stockholm", "+4640", 7),
      SeedPlace("Reykjavík", "", "IS", "Atlantic/Reykjavik", "+354", 7),
    ],
    share: 4)

  private static let slavic = SeedPeople(
    firstNames: pairs(
      "Łukasz/lukasz Żaneta/zaneta Jiří/jiri Šárka/sarka Ivana Mirjana Ğülay/gulay İlker/ilker Çağla/cagla"),
    lastNames: pairs(
      "Wiśniewski/wisniewski Dvořák/dvorak Černý/cerny Đorđević/djordjevic Yılmaz/yilmaz Şahin/sahin Nowak"),
    places: [
      SeedPlace("Łódź", "", "PL", "Europe/Warsaw", "+4842", 7),
      SeedPlace("İstanbul", "", "TR", "Europe/Istanbul", "+90212", 7),
    ],
    share: 5)

  private static let cyrillic = SeedPeople(
    firstNames: pairs(
      "Анна/anna Дмитрий/dmitriy Юлия/yuliya Олександр/oleksandr Їванна/yivanna Ђорђе/djordje"),
    lastNames: pairs("Иванова/ivanova Шевченко/shevchenko Кузнецов/kuznetsov Щербак/shcherbak Петров/petrov"),
    places: [
      SeedPlace("Київ", "", "UA", "Europe/Kyiv", "+38044", 7),
      SeedPlace("София", "", "BG", "Europe/Sofia", "+3592", 7),
    ],
    share: 4)

  private static let greek = SeedPeople(
    firstNames: pairs("Γιώργος/giorgos Ελένη/eleni Νίκος/nikos Άννα/anna"),
    lastNames: pairs("Παπαδόπουλος/papadopoulos Οικονόμου/oikonomou Βασιλείου/vasileiou"),
    places: [SeedPlace("Αθήνα", "", "GR", "Europe/Athens", "+30210", 7)],
    share: 2)

  private static let arabic = SeedPeople(
    firstNames: pairs("محمد/mohammed فاطمة/fatima عمر/omar ليلى/layla"),
    lastNames: pairs("العلي/alali حسن/hassan المصري/almasri"),
    places: [SeedPlace("دبي", "", "AE", "Asia/Dubai", "+9714", 7)],
    share: 2)

  private static let hebrew = SeedPeople(
    firstNames: pairs("נועה/noa דוד/david יעל/yael"),
    lastNames: pairs("כהן/cohen לוי/levi מזרחי/mizrahi"),
    places: [SeedPlace("תל אביב", "", "IL", "Asia/Jerusalem", "+9723", 7)],
    share: 2)

  private static let devanagari = SeedPeople(
    firstNames: pairs("प्रिया/priya राहुल/rahul अनन्या/ananya"),
    lastNames: pairs("शर्मा/sharma सिंह/singh गुप्ता/gupta"),
    places: [SeedPlace("मुंबई", "MH", "IN", "Asia/Kolkata", "+9122", 8)],
    share: 2)

  private static let chinese = SeedPeople(
    firstNames: pairs("小明/xiaoming 丽/li 伟/wei 志強/zhiqiang"),
    lastNames: pairs("王/wang 李/li 張/zhang 陈/chen 歐陽/ouyang"),
    places: [SeedPlace("上海", "", "CN", "Asia/Shanghai", "+8621", 8)],
    share: 2)

  private static let japanese = SeedPeople(
    firstNames: pairs("さくら/sakura 太郎/taro ハルカ/haruka 健/ken"),
    lastNames: pairs("田中/tanaka 佐藤/sato 鈴木/suzuki"),
    places: [SeedPlace("東京都", "", "JP", "Asia/Tokyo", "+813", 8)],
    share: 2)

  private static let korean = SeedPeople(
    firstNames: pairs("민준/minjun 서연/seoyeon 지우/jiwoo"),
    lastNames: pairs("김/kim 이/lee 박/park"),
    places: [SeedPlace("서울", "", "KR", "Asia/Seoul", "+822", 8)],
    share: 2)

  private static let thai = SeedPeople(
    firstNames: pairs("สมชาย/somchai กัญญา/kanya ณัฐ/nat"),
    lastNames: pairs("ศรีสุข/srisuk แก้วมณี/kaewmanee"),
    places: [SeedPlace("กรุงเทพฯ", "", "TH", "Asia/Bangkok", "+662", 7)],
    share: 1)

  private static let vietnamese = SeedPeople(
    firstNames: pairs("Nguyệt/nguyet Đức/duc Hạnh/hanh"),
    lastNames: pairs("Nguyễn/nguyen Trần/tran Lê/le"),
    places: [SeedPlace("Đà Nẵng", "", "VN", "Asia/Ho_Chi_Minh", "+84236", 7)],
    share: 1)
}
