import { describe, expect, test } from 'vitest'
import { facts, read } from '../testing/facts.ts'

const museum = `# Museum

## Data
- Item: inventory number (unique), title, value in EUR (greater than 0), fragile (yes/no).
- Loan request: item, exhibition title, start date, end date (after the start date).

### UC-1 Request a loan
**Primary actor:** Borrower
**Preconditions:** The borrower is signed in. The item is available.
**Main flow:**
1. The borrower selects an item.
2. The borrower enters the exhibition title, the start date and the end date.
3. The system displays a summary.
4. The borrower submits the loan request.
5. The system notifies the curator by email.
**Extensions:**
- 3a. The borrower already has 5 open loan requests: the system refuses the request.
**Postconditions:** The loan request is submitted.

### UC-2 Decide
**Primary actor:** Curator
**Preconditions:** The loan request is submitted.
**Main flow:**
1. The curator opens the loan request.
2. The curator approves the loan request.
**Alternative flow:**
- 2a. The curator rejects the loan request and gives a reason.

### UC-3 Send out
**Actor:** Registrar
**Precondition:** The loan request is approved.
**Main flow:**
1. The registrar records the courier.
2. The registrar marks the loan as shipped.
3. The item becomes on loan.

### UC-4 Take back
**Actor:** Registrar
**Main flow:**
1. The registrar marks a shipped loan as returned.
2. The item becomes available again.
`

describe('use cases', () => {
  const specification = read(museum)
  const found = facts(specification)
  test.each([
    ['steps that choose and fill in belong to the act', 'loan_request.create by borrower'],
    ['fields of the steps', 'loan_request.exhibition_title: text'],
    ['a precondition of another thing', 'loan_request.create needs (item.status = "available")'],
    [
      'an extension that refuses',
      'loan_request.create needs (count(loan_request where ((borrower = ^borrower) and in(status, "submitted", "shipped", "approved") and (id != ^id))) < 5)',
    ],
    ['a system step', 'loan_request.create does email to curator'],
    ['an alternative flow', 'loan_request.reject takes reason'],
    ['a precondition that is a state', 'loan_request.ship approved → shipped'],
    ['a step that records something for the next one', 'loan_request.ship takes courier'],
    ['what a step does to another thing', 'loan_request.ship does item.status := "on_loan"'],
    ['and back', 'loan_request.return does item.status := "available"'],
    ['where it begins', 'item begins available'],
  ])('%s', (_, fact) => {
    expect(found).toContain(fact)
  })

  test('nothing is made of stage directions', () => {
    expect(found.filter((fact) => /loan_request\.open|postcondition|precondition|summary/.test(fact))).toEqual([])
    expect(specification.statements.filter((statement) => statement.kind === 'functional' && statement.status !== 'understood')).toEqual([])
  })

  test('a precondition that is not understood stays so', () => {
    const odd = read(museum.replace('The loan request is approved.', 'The weather is fine.'))
    expect(odd.statements.find((statement) => statement.text.includes('weather'))).toMatchObject({ status: 'not_understood' })
  })
})
