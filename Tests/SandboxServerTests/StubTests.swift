import AsyncHTTPClient
import Testing
@Test func stub() {}
