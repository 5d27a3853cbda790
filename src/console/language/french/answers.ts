/** French translations of error messages, which say why something was not done. The key is the English message. */
export const ANSWERS: Readonly<Record<string, string>> = {
  'The request breaks the rules listed in errors.': 'La demande enfreint les règles indiquées ci-dessous.',
  'The request breaks a rule of the provider.': 'La demande enfreint une règle du prestataire.',
  'The request cannot be read.': 'La demande est illisible.',
  'The request was refused.': 'La demande a été refusée.',
  'The body cannot be read.': 'Le contenu envoyé est illisible.',
  'The file cannot be read.': 'Le fichier est illisible.',
  'The body must be sent as application/json.': 'Le contenu doit être envoyé en application/json.',
  'The charset must be utf-8, utf-16le, utf-16be or windows-1252.':
    'L’encodage doit être utf-8, utf-16le, utf-16be ou windows-1252.',
  'Send application/json or text/csv.': 'Envoyez application/json ou text/csv.',
  'Send {}.': 'Envoyez {0:list}.',
  'The body is larger than this route accepts.': 'L’envoi est trop volumineux.',
  'A batch is at most 8 MiB.': 'Un lot fait 8 Mio au plus.',
  'The form is too long.': 'Le formulaire est trop long.',
  'The cursor {}.': 'La page demandée {0:said}.',
  'belongs to other filters': 'correspond à d’autres filtres',
  'is not a cursor of this list': 'n’est pas une page de cette liste',

  'There is no such resource.': 'Cette page n’existe pas.',
  'There is no such payout.': 'Ce paiement n’existe pas.',
  'There is no such run.': 'Ce rapprochement n’existe pas.',
  'There is no such account.': 'Ce compte n’existe pas.',
  'There is no such delivery.': 'Cette livraison n’existe pas.',
  'There is no such webhook endpoint.': 'Cette adresse de webhook n’existe pas.',
  'There is no key {}.': 'La clé {0} n’existe pas.',
  'The webhook endpoint is disabled.': 'L’adresse de webhook est désactivée.',

  'This needs the scope {}.': 'Il faut pour cela le droit {0:or}.',
  'This key may give {} and no other scope.': 'Cette clé ne peut donner que ces droits : {0:list}.',
  'No key was made.': 'Aucune clé n’a été créée.',
  'This is not a valid API key.': 'Cette clé d’API n’est pas valide.',
  'This form is too old or not ours. Open the page again.':
    'Ce formulaire est trop ancien ou ne vient pas de cette console. Rouvrez la page.',
  'Too many bad API keys came from this address.': 'Trop de mauvaises clés d’API sont venues de cette adresse.',
  'Too many pages are watched.': 'Trop de pages sont suivies en même temps.',

  'Who ordered a payout cannot decide about it.': 'La personne qui a ordonné un paiement ne peut pas en décider.',
  'Who ordered a batch cannot decide about it.': 'La personne qui a ordonné un lot ne peut pas en décider.',
  'You have approved this payout already.': 'Vous avez déjà approuvé ce paiement.',
  'A payout that is {} does not wait for an approval.':
    'Un paiement à l’état « {0:status} » n’attend pas d’approbation.',
  'No payout of this batch is in a state to {}.': 'Aucun paiement de ce lot n’est dans un état qui permet de {0:verb}.',
  'The provider cannot take back a paid payout.': 'Le prestataire ne peut pas reprendre un paiement effectué.',
  'The cancellation of this payout is {}.': 'L’annulation de ce paiement est déjà à l’état « {0:cancellation} ».',
  'The provider cannot take this credit back in its current status.':
    'Dans son état actuel, le prestataire ne peut pas reprendre ce crédit.',
  'A payout that is {} cannot be canceled.': 'Un paiement à l’état « {0:status} » ne peut pas être annulé.',
  'Nothing was ever sent for this payout.': 'Rien n’a jamais été envoyé pour ce paiement.',
  'The account of this payout is configured with another scope.':
    'Le compte de ce paiement est maintenant configuré autrement.',
  'The provider has this payout. Its answer is recorded now.':
    'Le prestataire connaît ce paiement. Sa réponse est maintenant enregistrée.',
  'The payout has changed: its version is {}.': 'Le paiement a changé entre-temps : il en est à la version {0}.',
  '{} Decide about it from {} on.': '{0:said} Vous pourrez décider à partir du {1:time}.',

  'No account fits: {}.': 'Aucun compte ne convient : {0:said}.',
  'More than one account fits.': 'Plusieurs comptes conviennent.',
  "The account's daily limit leaves {}.": 'La limite journalière du compte laisse {0:list}.',
  'This cannot be reconciled.': 'Ce rapprochement n’est pas possible.',
  'This reference belongs to another payout.': 'Cette référence appartient à un autre paiement.',
  'Other requests with these references are under way.': 'D’autres demandes avec ces références sont en cours.',
  'Rows break rules; nothing was stored. Correct them, or send mode accept_valid to leave them out.':
    'Des lignes contiennent des erreurs ; rien n’a été enregistré. Corrigez-les, ou choisissez de les écarter.',
  'Every row breaks a rule; nothing was stored. Correct them.':
    'Chaque ligne enfreint une règle ; rien n’a été enregistré. Corrigez-les.',
  'Rows look like payments that were ordered already; nothing was stored. Send confirmDuplicates to pay them.':
    'Des lignes ressemblent à des paiements déjà ordonnés ; rien n’a été enregistré. Confirmez-les pour les payer.',
  'A request with this Idempotency-Key is in progress.': 'Ce même formulaire est déjà en cours de traitement.',
  'This Idempotency-Key was used with another request.':
    'Ce formulaire a déjà servi pour un autre lot. Rouvrez la page et choisissez de nouveau le fichier.',
  'must be new for a new request': 'doit être nouveau pour une nouvelle demande',

  'The provider did not answer the question.': 'Le prestataire n’a pas répondu à la question.',
  'The database did not confirm. Repeat the request with the same key.':
    'La base de données n’a pas confirmé. Envoyez de nouveau le même formulaire.',
  'No answer was ready in time. Repeat the request, with the same Idempotency-Key if it had one.':
    'La réponse n’était pas prête à temps. Envoyez de nouveau le même formulaire.',
  'The service cannot answer now. Repeat the request, with the same Idempotency-Key if it had one.':
    'Le service ne peut pas répondre maintenant. Envoyez de nouveau le même formulaire.',
  'Something unexpected happened. The log has the details under this instance.':
    'Une erreur inattendue s’est produite. Le journal en donne le détail sous ce numéro de requête.',
  'unknown error': 'erreur inconnue',
  'the database is not available': 'la base de données n’est pas disponible',
  'the database did not answer within {} ms': 'la base de données n’a pas répondu en {0} ms',
};
