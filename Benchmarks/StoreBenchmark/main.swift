import ContactStore

print(ContactTable().count)
