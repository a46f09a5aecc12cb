/** Two small documents that single sentences are added to in tests. */
export const shop =
  '# Shop\nA clerk creates products with a name, a price, a stock and a category (food, toys). A customer registers with an email (unique) and a name. A customer can place an order with one or more order lines. Each order line has a product and a quantity (at least 1). An order is placed, paid, shipped, delivered or cancelled. A clerk can ship a paid order.'

export const library =
  '# Library\nA librarian can add books with a title and copies (default 1). A librarian registers members with a name and an email (unique). A librarian can lend a book to a member. A loan has a loan date (default today) and a due date. A librarian can return a loan; the return date is stored.'
