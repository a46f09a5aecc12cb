import { singular } from './plurals.ts'
import { stem } from './words.ts'

/** Closed lists of English that requirement documents draw on. Open vocabulary (entities, roles, fields) is found in the document itself. */
const set = (text: string) => new Set(text.trim().split(/\s+/))
const stems = (text: string) =>
  new Set(
    text
      .trim()
      .split(/\s+/)
      .map((verb) => stem(verb.replace(/_/g, ' '))),
  )

export const createVerbs = stems(
  'create add register enter record submit file place report raise log make book schedule reserve request issue post draft capture upload import define introduce lodge enrol apply order propose insert establish sign_up subscribe initiate',
)
/** Verbs that create unless the entity's states say otherwise ("opens a planned course"). */
export const weakCreateVerbs = stems(
  'open plan start issue submit request raise borrow lend rent hire purchase buy book reserve schedule publish donate send prepare announce',
)
export const updateVerbs = stems('update change edit modify amend maintain correct revise adjust alter')
export const deleteVerbs = stems('delete remove erase')
export const readVerbs = stems(
  'see view read list show display browse look_up search find filter inspect access consult check export print track follow download monitor query retrieve',
)
export const manageVerbs = stems('manage administer maintain administrate handle_ look_after')
export const removedAsUpdate = stems('maintain')

/** Verbs that people do in business documents; used to tell where a predicate begins. */
export const verbs = stems(
  `get solve object appeal contest dismiss pause unpause rework interview shortlist bill top unassign park document accept access acknowledge activate add adjust admit advance allocate allow amend announce answer apply appoint approve archive ask assign attach attend authorise authorize award backdate ban block book borrow browse buy calculate call cancel capture change charge check choose claim clean clear close collect comment complete confirm configure contact convert copy correct count create credit deactivate decide decline decrease define delegate delete deliver deny deregister disable discharge discount dispatch dispense display dispute distribute donate download draft edit email enable end enrol enroll enter escalate estimate evaluate examine exchange execute expire export extend file filter finalise finalize find finish fix flag forward freeze fulfil fulfill generate give grade grant group handle have hide hire hold import increase inform initiate inspect install invite invoice issue join keep leave lend link list load lock log look lose lower maintain make manage mark merge modify monitor move notify offer open order organise organize override own pack pause pay pick place plan postpone prepare prescribe prevent print process propose provide publish purchase put qualify quote raise rate reactivate read reassign receive recall recommend reconcile record redeem reduce refer refill refund refuse register reinstate reject release remind remove renew rent reopen repair replace reply report request reschedule reserve reset resolve respond restock restore restrict resume retire retrieve return reverse review revise revoke run save scan schedule search see select sell send serve set settle share ship show sign skip sort start stop store submit subscribe suspend swap tag take terminate test track transfer transition treat triage undo unlock unpublish unsubscribe update upgrade upload use validate verify view void vote waive warn withdraw write write_off administer assess audit bid certify classify compare consult correct debit deposit donate evict exempt fine follow fund ground grow hand import improve inactivate increment decrement mail match measure nominate onboard participate permit plan postpone prioritise progress promote quarantine quote rank recover recruit regrade rotate score screen shelve sponsor staff stock supply teach terminate trade train translate transport vaccinate value visit wait weigh work clock hand endorse escalate acquire decommission disburse reimburse authorise countersign dock unload load putaway sanction triage query browse manage check enquire contact advertise apply redeem feed water harvest breed adopt rehome vaccinate insure lease sublet inspect evict auction sell bid host stream watch play listen rate like dislike favourite bookmark rebook invite seat cook bake brew mix wash iron sew knit tailor alter collect`,
)

export const modals = [
  'shall',
  'must',
  'should',
  'can',
  'may',
  'will',
  'might',
  'could',
  'would',
  'needs to',
  'need to',
  'has to',
  'have to',
  'ought to',
  'is to',
  'are to',
]
export const modalPattern = String.raw`(?:shall|must|should|can|may|will|might|could|would|needs? to|ha(?:s|ve) to|ought to)`

export const systemWords = set(
  'system application app software platform service website site portal product_ tool_ program solution webapp web_application backend database server interface api frontend dashboard ui module component process',
)

/** Nouns that people are, so that a subject is a role. */
export const personNouns = set(
  `guard expert delegate official representative bookkeeper midwife referee umpire relative colleague neighbour neighbor household family department handler customer client user member staff employee manager admin administrator clerk agent operator nurse doctor physician patient student teacher lecturer professor registrar librarian driver mechanic technician engineer merchandiser cashier seller buyer vendor supplier visitor guest tenant landlord owner volunteer donor coach trainer trainee instructor tutor parent child guardian caretaker janitor supervisor director officer inspector auditor accountant approver reviewer author editor publisher moderator analyst assistant receptionist secretary organiser organizer attendee participant applicant candidate recruiter borrower lender renter lessee lessor dispatcher courier planner buyer scheduler coordinator vet veterinarian keeper farmer gardener chef cook waiter waitress bartender host hostess pilot captain crew inspector warden ranger curator archivist pharmacist dentist therapist counsellor counselor psychologist surgeon specialist consultant lawyer attorney paralegal judge notary broker banker teller treasurer underwriter adjuster claimant policyholder subscriber reader reporter journalist photographer designer developer tester architect president chair chairman chairperson chairwoman secretary treasurer lead leader head boss chief worker workman craftsman foreman storekeeper storeman picker packer loader shipper carrier passenger traveller traveler tourist guide requester requestor submitter initiator creator holder person individual team office desk reception department board committee council authority helpdesk everyone resident citizen taxpayer voter shopper bidder auctioneer collector exhibitor speaker sponsor partner reseller dealer distributor contractor subcontractor freelancer intern apprentice scientist researcher investigator technologist radiologist scholar pupil principal dean faculty alumnus mentor mentee sitter walker groomer breeder adopter cleaner housekeeper concierge porter bellhop valet superintendent steward attendant sales support finance hr warehouse dispatcher controller comptroller`,
)
const notPersons = set(
  'never ever either over under after however together whether rather other another later earlier lower higher fewer longer greater further former latter upper outer inner per super newer older larger smaller longer shorter cheaper order number counter folder paper computer server printer scanner meter trailer container locker charger ledger voucher letter calendar error floor door motor sensor monitor elevator tractor offer transfer answer corner center centre water power tower layer filter register quarter semester chapter cover poster newsletter parameter identifier router buffer header footer master timer trigger marker reminder delivery paper inventor_y user_story visitor_log tender career folder cluster laser ruler sticker banner slider gear year member_ship semester border shoulder counter disorder charter supper dinner summer winter weather river lever fever liver cylinder boiler cooler freezer dryer washer mixer blender heater burner loader_ excavator conveyor compressor generator projector amplifier speaker_ adapter converter connector indicator factor vector sector favor color colour favour behaviour labour labor error mirror terror horror harbour harbor odor odour rumour vapor humor armor interior exterior major minor prior senior junior anchor doctor_ corridor author_',
)

/** Does the last word of a phrase name people? */
export function isPerson(phrase: string): boolean {
  const words = phrase.toLowerCase().split(' ')
  const head = singular(words.at(-1) ?? '')
  if (notPersons.has(head)) return false
  return (
    personNouns.has(head) ||
    (/(?:[^aeiou]er|[^d]or|ist|ian|man|woman|person|keeper|holder|worker|eer|ee)$/.test(head) &&
      head.length > 4 &&
      !/(?:fee|tree|coffee|committee|guarantee|degree|employee_|list|waitlist|checklist|wishlist|playlist|shortlist|ministry|pedigree)$/.test(head) &&
      !/(?:letter|matter|meter|water|order|number|ler_)$/.test(head))
  )
}

export const determiners = set(
  'a an the each every any all this that these those its their his her our my your some no one_or_more several multiple many both such another other given certain respective corresponding own same',
)
/** Words before a noun that say nothing about which thing is meant. */
export const fillers = set(
  'new existing single specific particular selected given respective corresponding whole entire complete_ current related relevant individual different various additional further registered_ said concerned affected appropriate necessary required_ certain matching associated own second',
)

/** Heads of phrases that are attributes rather than things. */
export const attributeHeads = set(
  'number name date time code price cost amount status state reason description comment note address email phone title type quantity total fee fine rate grade capacity balance deadline duration level priority severity percentage text label colour color size weight length width height volume age year month day hour value sum stock unit currency language count limit id identifier mileage weekday location_ position version url link remark subject summary score rating details data information content credits period',
)

export const isVerb = (word: string): boolean =>
  verbs.has(stem(word)) || /^un(?:block|lock|assign|publish|archive|freeze|subscribe|suspend|pause|flag|link|ban)(?:e?s|e?d|ned|ning|ing)?$/i.test(word)
