/**
 * French translations of the English sentences about one payout: its explanation, its review, its failure and its
 * alarms.
 */
export const EXPLANATIONS: Readonly<Record<string, string>> = {
  'The payout waits for an approval. Nothing was sent.': 'Le paiement attend une approbation. Rien n’a été envoyé.',
  'The payout waits to be sent. No attempt of it can have been executed.':
    'Le paiement attend d’être envoyé. Aucune tentative n’a pu être exécutée.',
  'The payout is being sent to the provider right now.': 'Le paiement est en cours d’envoi au prestataire.',
  'The payout was sent, but its outcome is not known yet.':
    'Le paiement a été envoyé, mais on ne sait pas encore s’il a été exécuté.',
  'The provider has accepted the payout and is carrying it out.':
    'Le prestataire a accepté le paiement et l’exécute en ce moment.',
  'The provider has confirmed that the payout was paid.': 'Le prestataire a confirmé que le paiement a été effectué.',
  'The payout failed.': 'Le paiement a échoué.',
  'The payout was paid, and all or part of the money came back.':
    'Le paiement a été effectué, puis tout ou partie de l’argent est revenu.',
  'The payout was canceled. No attempt of it can have been executed.':
    'Le paiement a été annulé. Aucune tentative n’a pu être exécutée.',
  'An operator recorded that the payout was paid; the provider has not said so.':
    'Un opérateur a enregistré que le paiement a été effectué ; le prestataire ne l’a pas confirmé.',
  'An operator recorded that the payout failed; the provider has not said so.':
    'Un opérateur a enregistré que le paiement a échoué ; le prestataire ne l’a pas confirmé.',
  'The account now has another scope or is not configured: the payout is neither sent nor read.':
    'Le compte est configuré autrement ou ne l’est plus : le paiement n’est ni envoyé ni relu.',

  'The account is held: several submissions in a row got no answer.':
    'Le compte est suspendu : plusieurs envois de suite sont restés sans réponse.',
  'The account is held: no connection to the provider could be made. No payout is in doubt because of it.':
    'Le compte est suspendu : la connexion au prestataire est impossible. Aucun paiement n’en devient incertain.',
  'The account is held: the provider asked for fewer requests.':
    'Le compte est suspendu : le prestataire demande de ralentir.',
  'The account is held: the provider refuses its credentials or its address.':
    'Le compte est suspendu : le prestataire refuse ses identifiants ou son adresse.',
  'The account is held: the provider has a transaction that our records do not explain.':
    'Le compte est suspendu : le prestataire connaît une transaction que nos écritures n’expliquent pas.',
  'The account is held: the provider says that its balance does not cover what is to be paid.':
    'Le compte est suspendu : selon le prestataire, son solde ne couvre pas ce qui est à payer.',
  'The account is held: several payouts in a row failed without a reason, as they do for lack of funds.':
    'Le compte est suspendu : plusieurs paiements de suite ont échoué sans motif, comme lorsque les fonds manquent.',
  'The account is paused by an operator.': 'Le compte est suspendu par un opérateur.',

  'The payout was accepted.': 'Le paiement a été accepté.',
  'The payout was approved.': 'Le paiement a été approuvé.',
  'Attempt {}: {}.': 'Tentative {0} : {1:said}.',
  'started, no answer yet': 'commencée, pas encore de réponse',
  'accepted by the provider{}': 'acceptée par le prestataire{0:said}',
  'refused by the provider, which a search has not confirmed yet{}':
    'refusée par le prestataire, ce qu’une recherche n’a pas encore confirmé{0:said}',
  'outcome unknown{}': 'issue inconnue{0:said}',
  'not executed{}': 'non exécutée{0:said}',
  ' ({})': ' ({0:said})',
  'The provider says: {}.': 'Réponse du prestataire : {0:said}.',
  'The provider could not be read: {}.': 'Le prestataire n’a pas pu être interrogé : {0:said}.',
  '{} complete searches since the last attempt found nothing.':
    'Recherches complètes sans résultat depuis la dernière tentative : {0}.',
  'An operator had the payout sent again.': 'Un opérateur a fait renvoyer le paiement.',
  'An operator recorded that the payout was paid.': 'Un opérateur a enregistré que le paiement a été effectué.',
  'An operator recorded that the payout failed.': 'Un opérateur a enregistré que le paiement a échoué.',
  'The account has {} {}, and {} {} are queued or under way.':
    'Le compte dispose de {0} {1}, et {2} {3} sont en file ou en cours.',

  'a person': 'la décision d’une personne',
  'the provider to cancel the credit': 'l’annulation du crédit par le prestataire',
  'its account to be configured again': 'la remise en service de son compte dans la configuration',
  'an answer of the provider': 'une réponse du prestataire',
  'its turn to be sent': 'son tour d’être envoyé',
  '{} approvals of different consumers': '{0} approbations de personnes différentes',
  'the approval of another consumer': 'l’approbation d’une autre personne',
  'an approval': 'une approbation',
  'a balance that covers the next payout': 'un solde qui couvre le prochain paiement',
  'the provider to answer a probe of the account': 'une réponse du prestataire à un essai du compte',
  'an operator to resume the account': 'la reprise du compte par un opérateur',
  'cancel, unless it is approved': 'annulation, sauf approbation',
  'look up at the provider': 'recherche chez le prestataire',
  'send the same id again': 'nouvel envoi sous le même id',
  'probe the account': 'essai du compte',
  send: 'envoi',

  'The payout is final. To try again, create a new payout.':
    'Le paiement est définitif. Pour réessayer, créez un nouveau paiement.',
  'Nothing was sent yet.': 'Rien n’a encore été envoyé.',
  'An attempt is in progress.': 'Une tentative est en cours.',
  'Every attempt is proven not executed.': 'Il est prouvé qu’aucune tentative n’a été exécutée.',
  'The provider has it.': 'Le prestataire l’a reçu.',
  'Only by an operator (resolve), after a new search that finds nothing.':
    'Seulement sur décision d’un opérateur, après une nouvelle recherche sans résultat.',
  'The payout is in review: the system sends nothing for it. {}':
    'Le paiement attend une décision : le système n’envoie rien. {0:said}',
  'The payout is in review: the system sends nothing for it.':
    'Le paiement attend une décision : le système n’envoie rien.',
  'An operator has decided it.': 'Un opérateur l’a décidé.',
  'The provider refused it, and a search has to confirm that first.':
    'Le prestataire l’a refusé ; une recherche doit d’abord le confirmer.',
  'The provider refused the same id once already.': 'Le prestataire a déjà refusé ce même id une fois.',
  'The provider never executes the same id twice; it is sent again once a search found nothing.':
    'Le prestataire n’exécute jamais deux fois le même id ; il est renvoyé dès qu’une recherche n’a rien trouvé.',
  'The operator has verified that the provider refuses a repeated reference.':
    'L’exploitant a vérifié que le prestataire refuse une référence répétée.',
  'The provider does not document that it refuses a repeated reference: a second submission could pay twice.':
    'Rien dans la documentation du prestataire ne dit qu’il refuse une référence répétée : un second envoi pourrait payer deux fois.',

  'The payout is not in review.': 'Le paiement n’attend aucune décision.',
  'A payout that is {} cannot be settled by hand.':
    'Un paiement à l’état « {0:status} » ne peut pas être réglé à la main.',
  'A payout that is {} cannot be sent again.': 'Un paiement à l’état « {0:status} » ne peut pas être renvoyé.',
  'The provider has already accepted it.': 'Le prestataire l’a déjà accepté.',
  'The payout has expired.': 'Le paiement a expiré.',
  'The account of this payout is not configured.': 'Le compte de ce paiement n’est pas configuré.',
  'It was sent under another scope of its account than is configured now.':
    'Il a été envoyé quand son compte était configuré autrement qu’aujourd’hui.',
  'The account as configured now cannot pay it.': 'Tel qu’il est configuré, le compte ne peut pas le payer.',
  'An attempt of unknown outcome may still be executed.':
    'Une tentative dont l’issue est inconnue peut encore être exécutée.',

  'A submission got no answer and the provider does not know it. It may still be executed late; Cauri does not send it again by itself.':
    'Un envoi est resté sans réponse et le prestataire ne le connaît pas. Il peut encore être exécuté avec retard ; Cauri ne le renvoie pas de lui-même.',
  'The provider refused a repeated submission, yet does not know the payout. An earlier attempt may still be executed.':
    'Le prestataire a refusé un envoi répété, mais ne connaît pas le paiement. Une tentative antérieure peut encore être exécutée.',
  'The payout has not reached a final state in the time allowed.':
    'Le paiement n’a pas atteint d’état définitif dans le délai prévu.',
  'The provider contradicts what was recorded before.': 'Le prestataire contredit ce qui était déjà enregistré.',
  'The provider answers with another amount, currency, recipient or reference than was ordered.':
    'Le prestataire répond avec un montant, une devise, un bénéficiaire ou une référence différents de l’ordre.',
  'The account is configured with another wallet, company or address than the payout was accepted for.':
    'Le compte est configuré avec un autre portefeuille, une autre entreprise ou une autre adresse qu’à l’acceptation du paiement.',

  'The provider has a payout although no attempt can have been executed.':
    'Le prestataire connaît un paiement dont aucune tentative n’a pu être exécutée.',
  'The provider has more than one transaction with the reference of this payout.':
    'Le prestataire a plus d’une transaction portant la référence de ce paiement.',
  'The provider answers with another transaction than the one bound to this payout.':
    'Le prestataire répond avec une autre transaction que celle liée à ce paiement.',
  'The provider moves money for a payout that was recorded as failed.':
    'Le prestataire fait circuler de l’argent pour un paiement enregistré comme échoué.',
  'The provider says failed for a payout that was recorded as paid.':
    'Le prestataire déclare échoué un paiement enregistré comme payé.',
  'The provider uses a status word for this payout that its document does not define.':
    'Le prestataire emploie pour ce paiement un mot d’état que sa documentation ne définit pas.',
  "The provider contradicts an operator's resolution; the provider's word counts.":
    'Le prestataire contredit la décision d’un opérateur ; c’est la parole du prestataire qui compte.',

  'The provider refused the payout.': 'Le prestataire a refusé le paiement.',
  'The provider reported that the payout failed.': 'Le prestataire a déclaré que le paiement a échoué.',
  'The payout expired before it was sent.': 'Le paiement a expiré avant son envoi.',
  'The provider does not pay to this recipient.': 'Le prestataire ne paie pas ce bénéficiaire.',
  'The credit expired before it was cancelled.': 'Le crédit a expiré avant son annulation.',
  'The provider refused to cancel the credit.': 'Le prestataire a refusé d’annuler le crédit.',

  'the payout was found at the provider before an answer was recorded':
    'le paiement a été trouvé chez le prestataire avant l’enregistrement d’une réponse',
  'the sending process ended before it recorded an answer':
    'le processus d’envoi s’est arrêté avant d’enregistrer une réponse',
  'no answer ({})': 'pas de réponse ({0})',
  'no connection ({})': 'pas de connexion ({0})',
  'HTTP {}{}': 'HTTP {0}{1:said}',
  ' without a readable body': ' sans contenu lisible',
  'the connector threw': 'erreur interne du connecteur',
  'the account is not configured': 'le compte n’est pas configuré',
  'the service is shutting down': 'le service s’arrête',
  'the wall clock went back since the claim': 'l’horloge a reculé entre-temps',
  'too little of the lease is left': 'il restait trop peu de temps pour envoyer',
  'the payout has changed since the claim': 'le paiement a changé pendant la préparation de l’envoi',
  'the database did not tell whether the payout has changed': 'la base de données n’a pas dit si le paiement a changé',
  'the provider already has this payout': 'le prestataire a déjà ce paiement',
  'the provider did not tell whether it has this payout': 'le prestataire n’a pas dit s’il a déjà ce paiement',
  'the recipient is not payable': 'le bénéficiaire ne peut pas être payé',
  'the provider did not tell whether the recipient is payable':
    'le prestataire n’a pas dit si le bénéficiaire peut être payé',
  'the claim was not confirmed': 'la base n’a pas confirmé la réservation du paiement',
  'a transaction without a readable id or status': 'une transaction sans id ou état lisible',
  'a transaction without a readable id': 'une transaction sans id lisible',
  'a credit without a readable uuid or status': 'un crédit sans uuid ou état lisible',
  'a list without end': 'une liste sans fin',
  'a list that was not read to its end in ten minutes': 'une liste qui n’a pas pu être lue en entier en dix minutes',
  'no answer in time': 'pas de réponse à temps',
};
