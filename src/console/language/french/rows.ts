/** French for what is wrong with a field of a form, or with a row of a file. */
export const ROWS: Readonly<Record<string, string>> = {
  'must be a decimal string such as "5000" or "100.00"': 'doit être un nombre, tel que 5000 ou 100.00',
  'must be above 0': 'doit être supérieur à 0',
  'must be a currency code of ISO 4217 such as XOF': 'doit être un code de devise ISO 4217, tel que XOF',
  'must be 1 to 40 of a-z, 0-9 and -': 'doit compter de 1 à 40 caractères parmi a-z, 0-9 et -',
  'must be 1 to 100 visible ASCII characters': 'doit compter de 1 à 100 caractères ASCII visibles, sans espace',
  'must be 1 to {} visible ASCII characters': 'doit compter de 1 à {0} caractères ASCII visibles, sans espace',
  'must be a text': 'doit être un texte',
  'must be a phone number in E.164 form, such as +2250701020304':
    'doit être un numéro de téléphone au format international, tel que +2250701020304',
  'must be a possible phone number in E.164 form, such as +2250701020304':
    'doit être un numéro de téléphone possible au format international, tel que +2250701020304',
  'must be an e-mail address of at most {} characters': 'doit être une adresse e-mail de {0} caractères au plus',
  'must be an e-mail address': 'doit être une adresse e-mail',
  'must be a time of RFC 3339 with its offset, such as 2026-12-24T18:00:00Z':
    'doit être une date et une heure avec leur fuseau (RFC 3339), telles que 2026-12-24T18:00:00Z',
  'must be at least 5 minutes ahead and before the year 10000': 'doit être dans 5 minutes au moins et avant l’an 10000',
  'must be an object': 'doit être un objet',
  'must be a JSON object': 'doit être un objet JSON',
  'must have exactly one of {}': 'doit contenir exactement un de ces champs : {0:or}',
  'must be an object of strings': 'doit être un objet dont les valeurs sont des textes',
  'must have at most {} keys': 'doit avoir {0} clés au plus',
  'must have keys of 1 to {} characters without lone surrogates':
    'doit avoir des clés de 1 à {0} caractères, sans caractère incomplet',
  'must have strings of at most {} characters without lone surrogates as values':
    'doit avoir pour valeurs des textes de {0} caractères au plus, sans caractère incomplet',
  'is nested too deeply': 'est imbriqué trop profondément',
  'has more than {} parts': 'a plus de {0} éléments',
  'is not an accepted name': 'n’est pas un nom accepté',
  'is not a known field': 'n’est pas un champ connu',
  'must be at most {} characters': 'doit compter {0} caractères au plus',
  'must not be empty': 'ne doit pas être vide',
  'must not contain control characters or lone surrogates':
    'ne doit contenir ni caractère de contrôle ni caractère incomplet',
  'must not contain the invisible character {}': 'ne doit pas contenir le caractère invisible {0}',
  'must not contain compatibility characters, such as full-width letters':
    'ne doit pas contenir de variantes de caractères, telles que des lettres pleine chasse',
  'must not mix Latin letters with letters that look like them':
    'ne doit pas mêler des lettres latines à des lettres d’autres alphabets qui leur ressemblent',

  'is not configured': 'n’est pas configuré',
  'must be {}': 'doit être {0}',
  'must be XOF': 'doit être XOF',
  'must be a whole number': 'doit être un nombre entier',
  'must be from {} to {} XOF': 'doit être compris entre {0} et {1} XOF',
  'must be at most {} {}': 'doit être de {0} {1} au plus',
  'must have at most {} decimals': 'doit avoir {0} décimales au plus',
  'must have {} in {}': 'doit avoir, en {1}, {0:said}',
  'no decimals': 'aucune décimale',
  'at most {} decimals': '{0} décimales au plus',
  'is required': 'est obligatoire',
  'is required by JumiaPay': 'est exigé par JumiaPay',
  'is not supported by Djamo': 'n’est pas admis par Djamo',
  'is not supported by JumiaPay': 'n’est pas admis par JumiaPay',
  "must be at most {} {}: the account's daily limit of {} leaves no more today":
    'doit être de {0} {1} au plus : la limite journalière du compte, {2}, ne laisse pas davantage aujourd’hui',
  'no account is named {}': 'aucun compte ne s’appelle {0}',
  'no account is at the provider {}': 'aucun compte n’est ouvert chez le prestataire {0}',
  'no account that fits pays to {}': 'aucun compte adéquat ne paie vers {0:said}',
  'an e-mail address': 'une adresse e-mail',
  'a phone number': 'un numéro de téléphone',
  'no account that fits pays in {}': 'aucun compte adéquat ne paie en {0}',
  'must be one of {}': 'doit être l’une de ces valeurs : {0:list}',
  'must be unique': 'doit être unique',
  'is the reference of row {} too': 'est aussi la référence de la ligne {0}',
  'belongs to the payout {}': 'appartient déjà au paiement {0}',

  'has the recipient and the amount of {}': 'a le bénéficiaire et le montant {0:said}',
  'payout {}, accepted before': 'du paiement {0}, déjà accepté',
  'row {}': 'de la ligne {0}',
  'has a cell in a column without a name': 'a une cellule dans une colonne sans nom',
  'has more cells than the header': 'a plus de cellules que l’en-tête',
  'must have 1 to {} rows': 'doit avoir de 1 à {0} lignes',
  'must have at most 10000 rows': 'doit avoir 10 000 lignes au plus',
  'must be a list of payouts': 'doit être une liste de paiements',

  'was rounded by a spreadsheet: format the column as text and enter the number again':
    'a été arrondi par un tableur : mettez la colonne au format Texte et saisissez de nouveau le nombre',
  'must be written without thousands separators and with a point, such as {}':
    'doit s’écrire sans séparateur de milliers et avec un point, par exemple {0}',
  'ends in decimals: format the column as text and enter the number again':
    'se termine par des décimales : mettez la colonne au format Texte et saisissez de nouveau le numéro',
  'has {} digits: a spreadsheet has dropped a leading zero, write it as +{}0…':
    'a {0} chiffres : un tableur a supprimé le zéro initial, écrivez +{1}0…',
  "is no phone number of {}: write it with + and its country's code":
    'n’est pas un numéro de téléphone du pays {0} : écrivez-le avec + et l’indicatif de son pays',
  'must begin with + and the country code: the account of this row or its country is not known':
    'doit commencer par + et l’indicatif du pays : le compte de cette ligne, ou son pays, n’est pas connu',
  'must be UTF-8, as its charset says': 'doit être en UTF-8, comme il l’annonce',
  'must be UTF-8': 'doit être en UTF-8',
  'must be valid JSON': 'doit être du JSON valable',
  'must be a text file, as CSV is': 'doit être un fichier texte (CSV)',
  'must begin with a header, such as amount,currency,msisdn':
    'doit commencer par un en-tête, tel que amount,currency,msisdn',
  'is no CSV at line {}: {}': 'n’est pas un CSV correct à la ligne {0} : {1:said}',
  'a quote is not closed': 'un guillemet n’est pas fermé',
  'the line is too long, perhaps because a quote is not closed':
    'la ligne est trop longue, peut-être parce qu’un guillemet n’est pas fermé',
  'a quote is in the wrong place': 'un guillemet est mal placé',
  'is no column; the columns are {}': 'n’est pas une colonne connue ; les colonnes sont {0:list}',
  'must be one column': 'ne doit figurer que dans une seule colonne',
  'is a column that is missing': 'manque : cette colonne est obligatoire',
  'or email must be a column': 'ou email doit être une colonne',
  '{} different consumers must approve, and {} a key with the scope payouts:approve':
    'Il faut l’approbation de {0} personnes différentes, mais {1:said} une clé avec le droit payouts:approve.',
  'no consumer has': 'personne n’a',
  'only {} has': 'seul(e) {0:list} a',

  'must be true or false': 'doit être true ou false',
  'must be an id': 'doit être un id',
  'must be comma-separated of {}': 'doit être une ou plusieurs de ces valeurs, séparées par des virgules : {0:list}',
  'must be , or ;': 'doit être , ou ;',
  'must be an integer from 1 to 100': 'doit être un nombre entier de 1 à 100',
  'must be given once': 'ne doit être indiqué qu’une fois',
  'must be the version of the payout, a number': 'doit être la version du paiement, un nombre',
  'must be before until': 'doit précéder la fin de la période',
  'its provider has no list of transactions': 'son prestataire n’a pas de liste de transactions',
  'must be a list of event types': 'doit être une liste de types d’événements',
  'must have one at least': 'doit en contenir au moins un',
  'must not have the same type twice': 'ne doit pas contenir deux fois le même type',
  'must be of {}': 'doit être parmi {0:list}',
  'must be an https URL of at most {} characters': 'doit être une adresse https de {0} caractères au plus',
  'must have no user name and no password': 'ne doit contenir ni nom d’utilisateur ni mot de passe',
  'must have no fragment': 'ne doit pas contenir de fragment (#)',
  'must name a host of the public internet': 'doit désigner un serveur de l’internet public',
  'the host has an address that is not of the public internet':
    'le serveur a une adresse qui n’est pas de l’internet public',
  'must be an https URL': 'doit être une adresse https',
  'belongs into the body of a JSON batch': 'doit figurer dans le contenu d’un lot en JSON',
  'must be one at least': 'il en faut au moins un',
  'must be a number of days from 1 to {}, or nothing': 'doit être un nombre de jours de 1 à {0}, ou rester vide',
  'must be a form': 'doit être un formulaire',
};
