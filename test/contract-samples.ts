/** The samples of the two provider documents as they are printed, quirks included. */

/** Djamo, 'Sending money to one Djamo client'. */
export const DJAMO_CREATED = {
  id: 'txn_2cdc8ab1-6d50-49cc-ba14-54e4ac7ec231',
  createdAt: '2023-05-25T17:43:15.970Z',
  updatedAt: '2023-05-25T17:43:15.970Z',
  amount: 500000,
  fee: 5000,
  totalAmount: 505000,
  status: 'pending',
  msisdn: '+22507XXXXXX00',
  reference: '17f99xApUe472A',
  description: 'Prime de juin',
  type: 'transfer',
};

/** Djamo, 'Retrieving details about a transaction'. */
export const DJAMO_RETRIEVED = {
  id: 'txn_fbf960c4-294b-43cd-99a4-920b61efb17d',
  createdAt: '2023-11-24T17:43:15.970Z',
  updatedAt: '2023-11-24T17:43:16.970Z',
  amount: 5000,
  fee: 50,
  totalAmount: 5050,
  status: 'completed',
  msisdn: '+225079932203',
  reference: '17f9956f-0965-4964-b2c1-40b4fef141a7',
  failureReason: null,
  description: "July's salary",
  type: 'transfer',
  batchId: '17f9956f-0965-4964-b2c1-40b4fef141a7',
};

/** Djamo, 'Sending money to multiple Djamo clients': its totals are not those of its transactions. */
export const DJAMO_BATCH = {
  id: 'bat_27fb25f4-3246-44c9-9f30-f0df3d9188cf',
  createdAt: '2023-03-16T22:01:11.070Z',
  updatedAt: '2023-03-16T22:01:11.269Z',
  totalAmount: 8300,
  status: 'processing',
  totalFee: 5,
  transactions: [DJAMO_CREATED],
};

const ngn = (value: number, formatted_value = `NGN ${value}`) => ({
  value,
  currency: 'NGN',
  symbol: 'NGN',
  formatted_value,
});

const SIMPLE_CREDIT = {
  uuid: 'f74f6658-0168-447e-8b15-b468ec792278',
  partner_credit_id: 'HCgfE',
  name: 'Credit 123',
  description: 'Example description',
  source_wallet_account_id: 'AAE2wHesP7tcrYrrLccZss_XJq8FEucQsj-k_I4o2PDvwR7X2',
  customer_email: 'awa@example.com',
  expiration_date: null,
};

/** JumiaPay, the response of all four endpoints. */
export const JUMIA_CREDIT = {
  ...SIMPLE_CREDIT,
  amount: ngn(10),
  usage: ngn(0),
  status: { id: 'processing_delivery', label: 'Processing Delivery' },
  in_approval: false,
  callback_url: 'https://example.com/callback',
  created: {},
  updated: {},
  submitted: {},
  approved: null,
  declined: null,
  cancelled: null,
};

/** JumiaPay, 'CREDIT_STATUS_CHANGE': spent in the moment that it is delivered. */
export const JUMIA_STATUS_CHANGE = {
  type: 'CREDIT_STATUS_CHANGE',
  datetime: '2021-05-13T08:21:59.265720Z',
  old_status: 'processing_delivery',
  new_status: 'delivered',
  status: null,
  credit: {
    ...SIMPLE_CREDIT,
    amount: ngn(10),
    usage: ngn(5),
    old_usage: null,
    new_usage: null,
    status: { id: 'delivered', label: 'Delivered' },
    error_message: null,
  },
};

/** JumiaPay, 'CREDIT_USAGE_UPDATE': a misplaced `formatted_value`, another that is wrong, and a usage that shrinks. */
export const JUMIA_USAGE_UPDATE = {
  type: 'CREDIT_USAGE_UPDATE',
  datetime: '2021-05-13T08:21:59.265720Z',
  status: 'delivered',
  old_status: null,
  new_status: null,
  credit: {
    ...SIMPLE_CREDIT,
    amount: { value: 10, currency: 'NGN', symbol: 'NGN' },
    formatted_value: 'NGN 10',
    usage: null,
    old_usage: ngn(10, 'NGN 0'),
    new_usage: ngn(0),
    status: { id: 'delivered', label: 'Delivered' },
    error_message: null,
  },
};
